"""Plans that the background worker computes while people follow: asked for, stopped, kept, or
found dead. Apps with an engine say what is computed; how it is followed is the same for all."""
