"""The words of scorecards: the two forms, the card that the candidate reads, thanks and a question back."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.cards.mocks import FOLLOWUPS_BUTTON, SOMEBODY, Scene
from bot.cards.words import PROGRESS_BUTTON, joined
from bot.chat import limits
from bot.chat.cards import (
    Bar,
    Bars,
    Bold,
    Bullets,
    Button,
    Buttons,
    Card,
    Element,
    Fact,
    Facts,
    Note,
    Paragraph,
    Quote,
)
from bot.chat.forms import Choice, ChoiceField, Form, Step, TextField, as_list, as_text
from bot.chat.limits import shorten
from bot.domain.member import Member
from bot.domain.mock import Mock, Role
from bot.domain.mock_material import MockQuestion, beat_budgets, beat_seconds
from bot.domain.question import Question
from bot.domain.rubric import Criterion, Flag
from bot.domain.scorecard import LONGEST_LINE, SCORES, Scorecard

_MOST_LAPS_SHOWN = 1
_MOST_FLAGS_SHOWN = 6


def scores_form(
    mock: Mock,
    half: int,
    candidate: str,
    criteria: Sequence[Criterion],
    scores: Mapping[str, int],
    typed: Mapping[str, Any],
) -> Form:
    """The first form: eight criteria, each with the rubric's words for its four scores."""
    fields = [
        ChoiceField(
            name=criterion.id,
            label=shorten(criterion.name, limits.FIELD_LABEL),
            hint=shorten(criterion.about, limits.FIELD_HINT),
            choices=tuple(
                Choice(str(score), shorten(_choice(criterion, score), limits.CHOICE_LABEL)) for score in SCORES
            ),
            value=tuple(
                as_list(typed.get(criterion.id), [str(scores[criterion.id])] if criterion.id in scores else [])
            ),
        )
        for criterion in criteria
    ]
    steps = []
    for start in range(0, len(fields), limits.STEP_FIELDS):
        end = start + limits.STEP_FIELDS
        steps.append(Step(fields=tuple(fields[start:end]), intro=_rubric(criteria[start:end])))
    return Form(
        id="mock-scores",
        context=f"{mock.id}/{half}",
        title=shorten(f"Scores for {candidate}", limits.FORM_TITLE),
        steps=tuple(steps),
        submit_label="Keep the scores",
    )


def notes_form(
    mock: Mock,
    half: int,
    *,
    flags: Sequence[Flag],
    written: Scorecard,
    missed: Sequence[str],
    typed: Mapping[str, Any],
) -> Form:
    """The second form: flags, one strength, one repair, and the follow-up that found no answer."""
    unanswered = written.unanswered or (missed[-1] if missed else "")
    fields = (
        ChoiceField(
            name="flags",
            label="Flags that you saw",
            hint="None is fine. Each is a yes or a no.",
            choices=tuple(Choice(flag.id, shorten(f"{flag.name}: {flag.ask}", limits.CHOICE_LABEL)) for flag in flags),
            value=tuple(as_list(typed.get("flags"), list(written.flags))),
            required=False,
            several=True,
        ),
        _line(
            "strength", "One strength, to keep", "What would you remember of them tomorrow?", written.strength, typed
        ),
        _line("repair", "One repair", "The change that would help most", written.repair, typed),
        _line(
            "unanswered",
            "The follow-up that found no answer",
            "It goes on their list until it is fixed; leave it empty if all held",
            unanswered,
            typed,
            required=False,
        ),
    )
    intro = ""
    if missed:
        intro = shorten("Ticked as not answered: " + " / ".join(missed), limits.PARAGRAPH)
    return Form(
        id="mock-notes",
        context=f"{mock.id}/{half}",
        title="Flags and three lines",
        steps=(Step(fields=fields, intro=intro),),
        submit_label="Send it",
    )


def scores_kept(mock: Mock, half: int, candidate: str) -> Card:
    """What a scorer reads between the two forms."""
    return Card(
        title="The scores are kept",
        elements=(
            Paragraph(f"Now three lines for {candidate}: what to keep, what to repair, what found no answer."),
            Buttons(
                (
                    Button(action="mock-notes", label="Flags and lines", value=f"{mock.id}/{half}", style="primary"),
                    Button(action="mock-score", label="Change the scores", value=f"{mock.id}/{half}"),
                )
            ),
        ),
    )


def scorecard_complete(candidate: str, *, is_sent: bool) -> Card:
    then = (
        f"{candidate} has it now."
        if is_sent
        else f"{candidate} gets it when the mock is done; until then you can change it."
    )
    return Card(
        title="The scorecard is written",
        elements=(Paragraph(f"{then} Nobody else sees it."),),
        tone="good",
    )


def not_written_yet(interviewer: str) -> Card:
    return Card(
        title="Your scorecard is not written yet",
        elements=(Paragraph(f"{interviewer} can still write it. It is sent to you then."),),
    )


def scorecard(
    card: Scorecard,
    scene: Scene,
    *,
    criteria: Sequence[Criterion],
    flags: Sequence[Flag],
    missed: Sequence[str],
    for_candidate: bool,
) -> Card:
    """What was written: words before figures, then the times of the answers; its scorer sees the same."""
    scorer = scene.name(card.scorer_id)
    by_observer = " (observer)" if card.role is Role.OBSERVER else ""
    elements: list[Element] = []
    if card.strength:
        elements += [Paragraph((Bold("Keep"),)), Quote(card.strength)]
    if card.repair:
        elements += [Paragraph((Bold("Repair"),)), Quote(card.repair)]
    if card.unanswered:
        elements += [Paragraph((Bold("The follow-up that found no answer"),)), Quote(card.unanswered)]
    elements.append(
        Facts(
            tuple(_score(criterion, card.scores[criterion.id]) for criterion in criteria if criterion.id in card.scores)
        )
    )
    if flags:
        elements.append(
            Bullets(tuple((Bold(f"{flag.name}. "), shorten(flag.instead, 200)) for flag in flags[:_MOST_FLAGS_SHOWN]))
        )
        if flags[_MOST_FLAGS_SHOWN:]:
            elements.append(Note(f"Also: {joined([flag.name for flag in flags[_MOST_FLAGS_SHOWN:]])}."))
    elements += _times(scene, card.half)
    others = [text for text in missed if text != card.unanswered]
    if others:
        elements.append(Note(f"Also not answered: {shorten(' / '.join(others), 300)}"))
    if not for_candidate:
        return Card(title=f"What you wrote for {scene.name(card.candidate_id)}", elements=tuple(elements))
    elements += _answers_to(card, scorer)
    return Card(title=f"From {scorer}{by_observer}: your half as candidate", elements=tuple(elements))


def thanked(scorer: Member | None) -> Card:
    name = shorten(scorer.name, 40) if scorer else SOMEBODY
    return Card(
        title=f"{name} knows that you are thankful", elements=(Paragraph("One line of thanks was sent."),), tone="good"
    )


def thanks(candidate: str) -> Card:
    """What a scorer reads when the candidate says thanks."""
    return Card(
        title=f"{candidate} thanks you for the scorecard", elements=(Paragraph("It helped. That is all."),), tone="good"
    )


def ask_back_form(card: Scorecard, scorer: Member, typed: Mapping[str, Any]) -> Form:
    return Form(
        id="ask-back",
        context=str(card.id),
        title="Ask back, once",
        steps=(
            Step(
                fields=(_line("text", "Your question", "For example: what would have convinced you?", "", typed),),
                intro=f"{shorten(scorer.name, 40)} gets it as a direct message, with nothing else.",
            ),
        ),
        submit_label="Ask",
    )


def asked(scorer: Member) -> Card:
    return Card(
        title="Your question is on its way",
        elements=(Paragraph(f"{shorten(scorer.name, 40)} answers in the chat that you share."),),
        tone="good",
    )


def asked_already(scorer: Member | None) -> Card:
    if scorer is None:
        return Card(title="They have left", elements=(Paragraph("Nobody is there to be asked any more."),))
    return Card(
        title="You have asked back already",
        elements=(Paragraph(f"One question a scorecard. For more, write to {shorten(scorer.name, 40)} yourself."),),
    )


def asked_back(card: Scorecard, candidate: str) -> Card:
    """What a scorer reads when the candidate asks back."""
    return Card(
        title=f"{candidate} asks about your scorecard",
        elements=(
            Quote(card.asked_back or "…"),
            Paragraph("Answer them where you talk; they can ask this way only once."),
            Buttons((Button(action="scorecard", label="See what I wrote", value=str(card.id)),)),
        ),
    )


def calibrated() -> Card:
    return Card(
        title="Noted, without your name",
        elements=(Paragraph("Organisers see how many said which, from three answers on, and nothing else."),),
        tone="good",
    )


def _choice(criterion: Criterion, score: int) -> str:
    return f"{score} · {criterion.levels[score - 1]}"


def _rubric(criteria: Sequence[Criterion]) -> str:
    """Give in full what the rubric says of the scores whose words do not fit their choice."""
    cut = [
        f"{criterion.name} {_choice(criterion, score)}"
        for criterion in criteria
        for score in SCORES
        if len(_choice(criterion, score)) > limits.CHOICE_LABEL
    ]
    return shorten("\n".join(("Where the words are cut below, they are:", *cut)), limits.PARAGRAPH) if cut else ""


def _line(
    name: str, label: str, hint: str, value: str, typed: Mapping[str, Any], *, required: bool = True
) -> TextField:
    return TextField(
        name=name,
        label=label,
        hint=hint,
        value=as_text(typed.get(name), value)[:LONGEST_LINE],
        required=required,
        long=True,
        max_length=LONGEST_LINE,
    )


def _score(criterion: Criterion, score: int) -> Fact:
    return Fact(f"{criterion.name}: {score} of 4", criterion.levels[score - 1])


def _times(scene: Scene, half: int) -> list[Element]:
    """Draw how long each answer took, and each beat of those whose beats were pressed along."""
    timed = [(each, question) for each, question in scene.questions_of(half) if each.seconds is not None]
    if not timed:
        return []
    pictures: list[Element] = [_answers_picture(scene, timed)]
    pictures += [_beats_picture(scene, *pair) for pair in timed if pair[0].laps][:_MOST_LAPS_SHOWN]
    return pictures


def _answers_picture(scene: Scene, timed: Sequence[tuple[MockQuestion, Question]]) -> Bars:
    bars, words = [], []
    for each, question in timed[: limits.BARS]:
        shortest, longest = question.aim_seconds or scene.frameworks[question.id].aim_seconds
        seconds = each.seconds or 0
        label = "Your answer" if len(timed) == 1 else f"Answer {each.position}"
        bars.append(Bar(label=label, seconds=seconds, budget=(shortest, longest)))
        words.append(f"{label} took {seconds} seconds, {_against(seconds, shortest, longest)}")
    return Bars(alt=f"{joined(words)}.", bars=tuple(bars))


def _beats_picture(scene: Scene, each: MockQuestion, question: Question) -> Bars:
    framework = scene.frameworks[question.id]
    took, budgets = beat_seconds(each.laps, each.seconds or 0), beat_budgets(framework)
    bars = [
        Bar(
            label=shorten(beat.name, limits.BAR_LABEL),
            seconds=took.get(beat.id, 0),
            budget=budgets.get(beat.id, (0, took.get(beat.id, 0))),
        )
        for beat in framework.beats[: limits.BARS]
    ]
    words = [f"{bar.label} {bar.seconds:.0f} s (aim for {bar.budget[0]:.0f}–{bar.budget[1]:.0f})" for bar in bars]
    return Bars(alt=f"By beats: {', '.join(words)}.", bars=tuple(bars))


def _against(seconds: int, shortest: int, longest: int) -> str:
    if seconds < shortest:
        return f"under the {shortest} to {longest} to aim for"
    return f"over the {shortest} to {longest} to aim for" if seconds > longest else "within the time to aim for"


def _answers_to(card: Scorecard, scorer: str) -> list[Element]:
    """Offer thanks, a question back, and one press on how the pressing felt."""
    buttons = []
    if card.thanked_at is None and card.scorer_id is not None:
        buttons.append(Button(action="scorecard-thank", label=shorten(f"Thank {scorer}", 60), value=str(card.id)))
    if card.asked_back is None and card.scorer_id is not None:
        buttons.append(Button(action="scorecard-ask", label="Ask back", value=str(card.id)))
    elements: list[Element] = [Buttons((*buttons, FOLLOWUPS_BUTTON, PROGRESS_BUTTON))]
    if card.role is Role.INTERVIEWER:
        elements.append(Paragraph(f"How did {scorer} press?"))
        elements.append(
            Buttons(
                tuple(
                    Button(action="mock-pressed", label=label, value=f"{card.id}/{kind}")
                    for kind, label in (("well", "Pressed well"), ("soft", "Too soft"), ("hard", "Too hard"))
                )
            )
        )
    elements.append(Note("Only you and who wrote it see this card. One score says little; watch three."))
    return elements
