"""Importing a country's communes, and a national list of places with their hours.

The files are made here, with the columns and the sizes of the real ones: 35,000 communes with
one post code in a hundred doubled, and 2,845 France Services points open on five days. Measured
from the bytes to the commit, the database prepared and empty of them before.
"""

from random import Random
from typing import Any

from softplace.foundation.clock import monotonic_seconds

COMMUNES = 35_000
PLACES = 2_845
SEED = 26


def commune_table(count: int, random: Random) -> bytes:
    """A CSV with the columns of INSEE: communes spread over mainland France."""
    lines = [
        "insee_com,insee_reg,insee_dep,commune,commune_article,code_postal,commune_type,"
        "insee_parente,lat,lng,superficie_km2,population_2021,menages_2021"
    ]
    # Without those whose cities have arrondissements, which have codes of their own.
    departments = [number for number in range(1, 96) if number not in {13, 20, 69, 75}]
    for number in range(count):
        department, rank = departments[number // 400], number % 400 + 1
        code = f"{department:02}{rank:03}"
        latitude, longitude = random.uniform(43.0, 50.5), random.uniform(-1.0, 7.0)
        population = int(random.paretovariate(1.1) * 200)
        for post_code in range(1 + (number % 100 == 0)):
            lines.append(
                f"{code},84,{department:02},Commune {code},Commune {code},"
                f"{department:02}{rank // 10:02}{post_code},COM,,{latitude:.5f},{longitude:.5f},"
                f"{random.uniform(2, 40):.2f},{population},{population // 2}"
            )
    return "\n".join(lines).encode()


def place_table(count: int, random: Random) -> bytes:
    """A CSV with the columns of the France Services list, each point near one of the communes."""
    from softplace.territory.queries import commune_index

    communes = sorted(commune_index().communes, key=lambda commune: commune.code)
    lines = [
        "id_fs,lib_fs,adresse,insee_com,code_postal,lib_com,latitude,longitude,mail,telephone,"
        "h_lundi,h_mardi,h_mercredi,h_jeudi,h_vendredi,h_samedi,prise_rdv,commentaire,format_fs"
    ]
    usual = ["09:00 - 12:00 / 13:30 - 17:00", "08:30 - 12:30", "", "14:00 - 18:30"]
    for number in range(count):
        commune = random.choice(communes)
        days = ",".join(random.choice(usual) for _ in range(5))
        lines.append(
            f"{number},France services {commune.name},{number} Rue de la Mairie,{commune.code},"
            f"{commune.post_codes[0]},{commune.name},{commune.latitude + 0.01:.5f},"
            f"{commune.longitude - 0.01:.5f},fs{number}@example.org,04 75 00 00 00,{days},,Non,,Fixe"
        )
    return "\n".join(lines).encode()


def run() -> list[dict[str, Any]]:
    from softplace.config.serving import prepare
    from softplace.places.commands import import_places
    from softplace.places.formats import read_france_services
    from softplace.territory.commands import import_communes
    from softplace.territory.formats import read_communes

    prepare(demo=False)
    random = Random(SEED)
    rows = []
    content = commune_table(COMMUNES, random)
    for title in ("import of 35,000 communes", "import of the same again"):
        begun = monotonic_seconds()
        report = import_communes(file=read_communes(content))
        rows.append(_row(title, monotonic_seconds() - begun, 15.0))
        assert report.is_written and not report.refused, report.refused[:3]
    content = place_table(PLACES, random)
    for title in ("import of 2,845 places with hours", "import of the same places again"):
        begun = monotonic_seconds()
        report = import_places(file=read_france_services(content), source="france-services")
        rows.append(_row(title, monotonic_seconds() - begun, 5.0))
        assert report.is_written and not report.refused, report.refused[:3]
    return rows


def _row(measure: str, seconds: float, target: float) -> dict[str, Any]:
    return {
        "measure": measure,
        "measured": round(seconds, 2),
        "target": target,
        "unit": "s",
        "met": seconds <= target,
    }
