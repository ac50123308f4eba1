"""From a draft to the engine's problem, and from its plan to stops."""
