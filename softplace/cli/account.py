"""softplace account: open an account from the command line, and give it a role."""

import click
from django.utils.translation import gettext as _

from softplace.cli.terminal import fail, set_up_django

ROLES = ("mediator", "planner", "administrator")


@click.command()
@click.argument("email")
@click.option("--role", type=click.Choice(ROLES), help="The role to give to it.")
def account(email: str, role: str | None) -> None:
    """Open an account for EMAIL if there is none, and give it a role.

    This is how an installation gets its first administrator. A new account's password is asked
    for, twice.
    """
    set_up_django()
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    from softplace.config.serving import prepare
    from softplace.people.commands import grant_role, open_account
    from softplace.people.enums import Role
    from softplace.people.models import User

    try:
        validate_email(email)
    except ValidationError:
        fail(_("%(email)s is not an e-mail address. Nothing was changed.") % {"email": email})
    prepare(demo=False)
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        password = click.prompt(_("Password"), hide_input=True, confirmation_prompt=True)
        try:
            validate_password(password, User(email=email))
        except ValidationError as error:
            fail(" ".join(error.messages))
        user = open_account(email=email, password=password)
        click.echo(_("The account %(email)s is open.") % {"email": user.email})
    if role is not None:
        grant_role(actor=None, user=user, role=Role(role))
        click.echo(
            _("%(email)s has the role %(role)s.") % {"email": user.email, "role": Role(role).value}
        )
