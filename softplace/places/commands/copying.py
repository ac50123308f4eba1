"""Adding many rows at once by COPY, which asks a tenth of what INSERT does on both sides."""

from collections.abc import Sequence

from django.db import connection, models


def reserve_ids(rows: Sequence[models.Model]) -> None:
    """Give new rows of one model their primary keys, so that other rows can point at them."""
    if not rows:
        return
    meta = rows[0]._meta
    assert meta.pk is not None, "a model has a primary key"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [meta.db_table, meta.pk.column, len(rows)],
        )
        for row, (identifier,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = identifier


def copy_in(rows: Sequence[models.Model]) -> None:
    """Add new rows of one model, with the primary keys reserved for them if there are any."""
    if not rows:
        return
    meta = rows[0]._meta
    fields = [
        field
        for field in meta.concrete_fields
        if not field.generated and not (field.primary_key and rows[0].pk is None)
    ]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    with (
        connection.cursor() as cursor,
        cursor.copy(f'COPY "{meta.db_table}" ({columns}) FROM STDIN') as copy,
    ):
        for row in rows:
            copy.write_row(
                [
                    field.get_db_prep_save(getattr(row, field.attname), connection)
                    for field in fields
                ]
            )
