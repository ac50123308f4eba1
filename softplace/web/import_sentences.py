"""Sentences about files that are imported."""

from django.utils.translation import gettext_noop as sentence

IMPORT_SENTENCES: dict[str, str] = {
    # --- The file as a whole
    "file_not_found": sentence("There is no file “%(file)s”. Check its name and its folder."),
    "file_is_directory": sentence("“%(file)s” is a folder. Name the file inside it."),
    "file_is_no_file": sentence("“%(file)s” is not an ordinary file. Name one that is."),
    "file_not_readable": sentence("You may not read “%(file)s”. Ask its owner for the right to."),
    "file_is_empty": sentence("The file is empty. Save it again from where it comes."),
    "file_too_large": sentence(
        "The file has %(megabytes)s MB, and %(limit)s MB is the most that is read. Split it, or "
        "raise SOFTPLACE_LARGEST_IMPORT_MB."
    ),
    "file_is_binary": sentence(
        "The file is not a text (it looks like: %(kind)s). Save it as CSV in UTF-8, or as GeoJSON."
    ),
    "file_has_control": sentence(
        "Line %(line)s holds a character that no text has (%(character)s): the file is damaged. "
        "Save it again from where it comes."
    ),
    "file_has_broken_utf8": sentence(
        "The file is in UTF-8, but line %(line)s is damaged. Save it again from where it comes."
    ),
    "read_as_windows_1252": sentence(
        "The file is not in UTF-8: it was read as Windows-1252 (Latin-1). Check the accents."
    ),
    "table_unreadable": sentence(
        "The table cannot be read from line %(line)s on: a quotation mark may be missing there."
    ),
    "table_has_no_rows": sentence("The file has no row below its header. There is nothing to do."),
    "columns_missing": sentence(
        "These columns are missing: %(columns)s. The first line of the file gives: %(found)s."
    ),
    "columns_repeated": sentence(
        "These columns stand twice in the first line: %(columns)s. Rename or remove one of each."
    ),
    "row_has_other_length": sentence(
        "This line has %(found)s columns and the header has %(expected)s. A separator or a "
        "quotation mark is missing, or is one too many."
    ),
    "json_cut_off": sentence(
        "The file stops in the middle, at line %(line)s, column %(column)s. Download it again."
    ),
    "json_unreadable": sentence(
        "The file is not JSON: it cannot be read at line %(line)s, column %(column)s."
    ),
    "not_a_feature_collection": sentence(
        "The file is not a GeoJSON FeatureCollection. Export it as one."
    ),
    "not_a_feature": sentence("This is not a GeoJSON feature: its properties are missing."),
    # --- Shapes and points
    "geometry_is_no_area": sentence(
        "A boundary is a Polygon or a MultiPolygon, and this is: %(kind)s."
    ),
    "geometry_is_no_point": sentence("A place is a Point, and this is: %(kind)s."),
    "geometry_broken": sentence(
        "The coordinates cannot be read: positions are [longitude, latitude] in degrees."
    ),
    "ring_not_closed": sentence(
        "The outline is not closed: at least four positions, the last the same as the first."
    ),
    "position_missing": sentence(
        "The commune has no position in this file: it was left out. Add its coordinates."
    ),
    "far_from_commune": sentence(
        "It lies %(kilometres)s km from the centre of %(commune)s, where it should be. Check the "
        "coordinates or the code of the commune."
    ),
    "far_from_every_commune": sentence(
        "It lies %(kilometres)s km from the nearest commune (%(commune)s): in the sea, or outside "
        "the territory. Check the coordinates."
    ),
    # --- Communes
    "not_an_insee_code": sentence(
        "This is not the INSEE code of a commune, which has five characters, such as 26108."
    ),
    "not_a_count_of_people": sentence(
        "This is not a number of people or households: a whole number from 0 to %(limit)s."
    ),
    "contradicts_line": sentence(
        "This says something else of the same thing than line %(other)s. Keep the right one."
    ),
    "repeats_line": sentence("This is in the file already, at line %(other)s. Keep one."),
    "department_not_in_file": sentence(
        "The file holds nothing of this département: %(value)s. Check its number."
    ),
    "delegated_communes_left": sentence(
        "%(count)s delegated communes are parts of other communes and were passed over."
    ),
    "arrondissements_put_together": sentence(
        "%(count)s municipal arrondissements were put together into %(communes)s communes."
    ),
    "unknown_country": sentence(
        "No country has the code “%(value)s”. Give its two letters, such as FR."
    ),
    "no_town_near": sentence(
        "GeoNames has no town within %(kilometres)s km of that point. Look farther, or elsewhere."
    ),
    "no_commune_known": sentence(
        "No commune is known yet. Import the communes first, then this file."
    ),
    "commune_code_missing": sentence(
        "The code of the commune is missing. Give it as one of these properties: %(names)s."
    ),
    "commune_code_unknown": sentence(
        "No commune of this territory has the code %(code)s: it has merged into another since, or "
        "lies elsewhere. It was left out."
    ),
    "boundary_of_a_part": sentence(
        "This is an arrondissement, a part of %(commune)s. It was left out."
    ),
    # --- Places
    "place_of_another_territory": sentence(
        "No commune of this territory has the code %(code)s: the place lies elsewhere and was "
        "left out. Studies of reach count it where it is near."
    ),
    "not_a_pivot": sentence(
        "This is no SIRET, RNA or RIDET: it takes 9 to 14 letters and figures, without spaces."
    ),
    "not_a_post_code": sentence("This is not a French post code, which has five figures."),
    "not_yes_or_no": sentence("This is neither yes nor no. Write one of the two."),
    "unknown_function": sentence(
        "“%(value)s” is not a function that is known here. Choose one of the list, or add it first."
    ),
    # --- School holidays
    "holiday_too_long": sentence(
        "No school holiday is longer than %(limit)s days. Check the year."
    ),
}
