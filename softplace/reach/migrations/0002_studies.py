"""Studies of several scenarios; each scenario that stands becomes the only one of a study."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def give_each_scenario_a_study(apps, schema_editor):
    Scenario = apps.get_model("reach", "Scenario")
    Study = apps.get_model("reach", "Study")
    for scenario in Scenario.objects.order_by("id"):
        study = Study.objects.create(
            name=scenario.name,
            mode=scenario.mode,
            threshold_km=scenario.threshold_km,
            created_by_id=scenario.created_by_id,
            changed_at=scenario.changed_at,
        )
        study.functions.add(scenario.function_id)
        scenario.study = study
        scenario.save(update_fields=["study"])


class Migration(migrations.Migration):
    dependencies = [
        ("reach", "0001_initial"),
        ("territory", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Study",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80)),
                ("question", models.TextField(blank=True, max_length=1000)),
                ("mode", models.CharField(choices=[("straight", "Straight"), ("foot", "Foot"), ("bicycle", "Bicycle"), ("car", "Car")], default="straight", max_length=10)),
                ("threshold_km", models.FloatField(default=10.0, validators=[django.core.validators.MinValueValidator(0.1)])),
                ("week", models.DateField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("changed_at", models.DateTimeField()),
                ("created_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("functions", models.ManyToManyField(related_name="studies", to="territory.function")),
            ],
            options={"ordering": ["-changed_at", "-id"], "verbose_name_plural": "studies"},
        ),
        migrations.AddField(
            model_name="scenario",
            name="study",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name="scenarios", to="reach.study"),
        ),
        migrations.RunPython(give_each_scenario_a_study, migrations.RunPython.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="scenario",
            name="study",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="scenarios", to="reach.study"),
        ),
        migrations.RemoveField(model_name="scenario", name="function"),
        migrations.RemoveField(model_name="scenario", name="mode"),
        migrations.RemoveField(model_name="scenario", name="threshold_km"),
        migrations.AlterModelOptions(name="scenario", options={"ordering": ["id"]}),
        migrations.AddField(model_name="scenario", name="published_at", field=models.DateTimeField(blank=True, null=True)),
        migrations.AddField(model_name="scenario", name="effective_on", field=models.DateField(blank=True, null=True)),
        migrations.AddField(
            model_name="scenario",
            name="published_by",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name="scenario",
            constraint=models.CheckConstraint(condition=models.Q(("published_at__isnull", True), ("effective_on__isnull", False), _connector="OR"), name="published_from_a_day"),
        ),
        migrations.AlterField(
            model_name="edit",
            name="kind",
            field=models.CharField(choices=[("close", "Close"), ("open", "Open"), ("move", "Move"), ("hours", "Hours"), ("add", "Add"), ("vacant", "Vacant"), ("stop", "Stop"), ("market", "Market"), ("shuttle", "Shuttle")], max_length=10),
        ),
        migrations.CreateModel(
            name="Rates",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rent_per_square_metre_year", models.FloatField(default=120.0)),
                ("square_metres_per_site", models.FloatField(default=60.0)),
                ("staff_per_hour", models.FloatField(default=25.0)),
                ("staff_at_desk", models.FloatField(default=1.0)),
                ("vehicle_per_km", models.FloatField(default=0.6)),
                ("litres_per_100_km", models.FloatField(default=10.0)),
                ("kgco2e_per_litre", models.FloatField(default=3.17)),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "verbose_name_plural": "rates",
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="one_set_of_rates")],
            },
        ),
    ]
