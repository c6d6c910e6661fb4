"""Forms between their steps: what was typed is kept first, then the next step is asked for, or all of it is sent."""

from typing import Protocol

from adapters.discord import words
from adapters.discord.answers import unforeseen
from adapters.discord.directory import Directory
from adapters.discord.forms import FormMark, can_be_sent, channel_fields_of, labels_of
from adapters.discord.requests import Interaction, Submitted, form_submission
from bot.chat.forms import FieldValue, Form, as_text, values_of
from bot.chat.replies import Reply
from bot.chat.requests import FormSubmission, Person, Place, Request


class Handler(Protocol):
    """The part of the engine that answers people, and keeps a form between its steps."""

    async def handle(self, request: Request) -> Reply: ...

    async def complete(self, person: Person, source: str, typed: str) -> list[str]: ...

    async def keep_form(self, person: Person, form: Form) -> None: ...

    async def kept_form(self, person: Person, form_id: str, context: str) -> Form | None: ...

    async def keep_typed(self, form: FormSubmission) -> tuple[dict[str, FieldValue], Form | None]: ...


class Steps:
    """Takes a form's steps as they come, in any process."""

    def __init__(self, handler: Handler, directory: Directory) -> None:
        self._handler = handler
        self._directory = directory

    async def keep(self, person: Person, form: Form) -> None:
        """Keep a form that was opened, for its further steps and for a second try."""
        try:
            await self._handler.keep_form(person, form)
        except Exception as fault:  # the form is open; only what comes after it would miss it
            unforeseen("keeping a form", fault)

    async def open_again(self, mark: FormMark, person: Person) -> Reply:
        """Give a form that was kept, with what was typed into it."""
        form = await self._handler.kept_form(person, mark.form_id, mark.context)
        return Reply(form=form) if form is not None else Reply(card=words.form_is_over(), replaces_card=True)

    async def send_kept(self, interaction: Interaction, mark: FormMark, *, person: Person, place: Place) -> Reply:
        """Send what was typed so far, and leave the rest as it is."""
        form = await self._handler.kept_form(person, mark.form_id, mark.context)
        if form is None:
            return Reply(card=words.form_is_over(), replaces_card=True)
        return await self._send(interaction, mark, values_of(form), form, person, place)

    async def take(self, interaction: Interaction, sent: Submitted, *, person: Person, place: Place) -> Reply:
        """Keep what was typed before anything is judged; then ask for the next step, or send all of it."""
        if sent.mark.steps == 1 and not sent.channel_fields:  # the engine keeps it by itself
            return await self._send(interaction, sent.mark, sent.values, None, person, place)
        step = form_submission(interaction, sent.mark, sent.values, person=person, place=place)
        typed, form = await self._handler.keep_typed(step)
        chosen = {name: as_text(sent.values.get(name)) for name in sent.channel_fields}
        if faults := await self._faults_in_channels(person, chosen):
            return self._refused(faults, form, sent.mark)
        if form is None and not sent.mark.is_last:
            return Reply(card=words.form_is_over())
        if sent.mark.is_last or form is None:
            values = {**(values_of(form) if form is not None else {}), **typed}
            return await self._send(interaction, sent.mark, values, form, person, place)
        card = words.step_kept(sent.mark, can_be_sent=can_be_sent(form, sent.mark.step))
        return Reply(card=card)

    async def _send(
        self,
        interaction: Interaction,
        mark: FormMark,
        values: dict[str, FieldValue],
        form: Form | None,
        person: Person,
        place: Place,
    ) -> Reply:
        """Send all that was typed, once every channel in it is known to be one of this server."""
        fields = channel_fields_of(form) if form is not None else []
        chosen = {name: channel_id for name in fields if (channel_id := as_text(values.get(name)))}
        if faults := await self._faults_in_channels(person, chosen):
            return self._refused(faults, form, mark)
        guild_id = int(person.workspace_id)
        names = {each: await self._directory.name_of(guild_id, each) for each in chosen.values()}
        reply = await self._handler.handle(
            form_submission(
                interaction,
                mark,
                values,
                person=person,
                place=place,
                channel_names={channel_id: name for channel_id, name in names.items() if name},
            )
        )
        if not reply.field_errors:
            return reply
        form = form or await self._handler.kept_form(person, mark.form_id, mark.context)
        return self._refused(reply.field_errors, form, mark)

    async def _faults_in_channels(self, person: Person, chosen: dict[str, str]) -> dict[str, str]:
        """Refuse a channel of another server, or one in which the bot cannot post."""
        faults: dict[str, str] = {}
        for name, channel_id in chosen.items():
            state = await self._directory.state_of(int(person.workspace_id), channel_id)
            if state == "elsewhere":
                faults[name] = words.NOT_OF_THIS_SERVER
            elif state == "closed":
                faults[name] = words.NOT_THERE
        return faults

    def _refused(self, faults: dict[str, str], form: Form | None, mark: FormMark) -> Reply:
        labels = labels_of(form) if form is not None else {}
        steps = enumerate(form.steps, start=1) if form is not None else ()
        faulty = [number for number, step in steps if any(each.name in faults for each in step.fields)]
        card = words.not_accepted(faults, labels, mark, faulty_step=faulty[0] if faulty else mark.step)
        return Reply(card=card)
