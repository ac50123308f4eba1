"""Counts of requests are worth nothing after a crash: their table needs no journal."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("api", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE api_requestcount SET UNLOGGED", "ALTER TABLE api_requestcount SET LOGGED"
        )
    ]
