"""The one table of commands: help, completion and every platform's registration come from it."""

from dataclasses import dataclass
from typing import Literal

Who = Literal["organiser", "member", "anyone"]
CompletionSource = Literal[
    "",
    "subcommand",
    "story_subcommand",
    "week",
    "day",
    "theme_or_question",
    "member",
    "topic",
    "question",
    "checklist",
    "closing_theme",
    "time_zone",
    "story",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """Something to type behind a subcommand; `source` names the list that a platform may offer."""

    name: str
    description: str
    required: bool = False
    source: CompletionSource = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandSpec:
    """A subcommand as people see it. `changes` is false where it only reads.

    `on_message` is a label of at most 24 characters under which a platform offers the command in a message's menu; the
    message's text then stands behind the subcommand.
    """

    name: str
    subcommand: str
    who: Who
    summary: str
    details: str
    options: tuple[Option, ...] = ()
    changes: bool = True
    on_message: str = ""

    @property
    def usage(self) -> str:
        """Give the line to type, with options in brackets."""
        parts = [f"/{self.name}", self.subcommand]
        parts.extend(option.name if option.required else f"[{option.name}]" for option in self.options)
        return " ".join(parts)


_STORY = Option(name="story", description="Its number, or words of its title", source="story")

COMMANDS: tuple[CommandSpec, ...] = (
    CommandSpec(
        name="practice",
        subcommand="setup",
        who="anyone",
        summary="Set up a practice group in this channel",
        details="Opens a form with the plan, channel, time zone, post time, first day, practice days and reminder. "
        "“Use all defaults” does it in one press. Whoever runs it becomes the group's organiser. "
        "`setup Europe/Lisbon` takes that time zone.",
        options=(Option(name="time_zone", description="The group's zone, such as Europe/Lisbon", source="time_zone"),),
    ),
    CommandSpec(
        name="practice",
        subcommand="start",
        who="organiser",
        summary="Start the plan",
        details="The first question comes on the first day at the group's post time. "
        "After the plan's last day, `start` begins another round; no question comes twice.",
    ),
    CommandSpec(
        name="practice",
        subcommand="pause",
        who="organiser",
        summary="Pause the group; every streak stays whole",
        details="No question is posted and nobody is reminded until `resume`. Days of a pause are not due.",
    ),
    CommandSpec(
        name="practice",
        subcommand="resume",
        who="organiser",
        summary="Go on after a pause",
        details="The next practice day brings the next question. The plan is moved by the days of the pause.",
    ),
    CommandSpec(
        name="practice",
        subcommand="stop",
        who="organiser",
        summary="End the group's practice",
        details="Asks once before it ends. Answers and streaks are kept; `setup` begins anew.",
    ),
    CommandSpec(
        name="practice",
        subcommand="settings",
        who="organiser",
        summary="Change times, days and reminders while it runs",
        details="Opens the form of `setup` with today's values. A changed time takes effect at once "
        "and never brings two questions for one day.",
    ),
    CommandSpec(
        name="practice",
        subcommand="join",
        who="anyone",
        summary="Join this channel's group",
        details="Joining late is fine: the plan day is the group's, and `progress` shows what can still be caught up.",
    ),
    CommandSpec(
        name="practice",
        subcommand="leave",
        who="member",
        summary="Leave the group",
        details="Your answers stay yours and come back if you join again. Nobody is told.",
    ),
    CommandSpec(
        name="practice",
        subcommand="profile",
        who="member",
        summary="Your time zone, target, reminders and goal",
        details="Time zone, target employer type, level, when you are free, reminders, your weekly goal and a break of "
        "up to 14 days. Only you see it. `profile Europe/Lisbon` sets your time zone at once.",
        options=(Option(name="time_zone", description="Your zone, such as Europe/Lisbon", source="time_zone"),),
    ),
    CommandSpec(
        name="practice",
        subcommand="today",
        who="member",
        summary="Today's question, task and where you stand",
        details="The question, what it tests and its tell, the plan's task for the day, and whether you have answered.",
        changes=False,
    ),
    CommandSpec(
        name="practice",
        subcommand="answer",
        who="member",
        summary="Answer a question beat by beat",
        details="Opens the six-beat form for today's question. `answer 3` opens it for plan day 3, to catch up. "
        "Where there is a thread under the question, a reply of 30 words or more in it counts too.",
        options=(Option(name="day", description="Plan day to catch up, such as 3", source="day"),),
        changes=False,
    ),
    CommandSpec(
        name="practice",
        subcommand="probes",
        who="member",
        summary="Follow-ups to press on an answer with",
        details="Without more: for today's question. `probes eval` finds a theme, `probes model swap` a question; "
        "small typing slips are fine.",
        options=(Option(name="topic", description="A theme or words of a question", source="theme_or_question"),),
        changes=False,
        on_message="Follow-ups to this",
    ),
    CommandSpec(
        name="practice",
        subcommand="question",
        who="anyone",
        summary="Look a question up, or add your own",
        details="`question model swap` shows what a question tests, its tell, what a full answer holds and who is said "
        "to ask it; small typing slips are fine. Organisers add the group's own with `question add`; `question list` "
        "shows them, `question remove 3` takes one away.",
        options=(Option(name="words", description="Words of a question; or add, list, remove", source="question"),),
    ),
    CommandSpec(
        name="practice",
        subcommand="guide",
        who="anyone",
        summary="Read up on a topic",
        details="Frameworks, kinds of story, employers and their rounds, sample answers, and what people ask most. "
        "`guide` lists them; `guide star-ej` or `guide startup` shows one.",
        options=(Option(name="topic", description="Words of a topic", source="topic"),),
        changes=False,
    ),
    CommandSpec(
        name="practice",
        subcommand="checklist",
        who="anyone",
        summary="What to tick off before the interview",
        details="`checklist` shows the first one, its buttons the others; `checklist startup` finds one by its name.",
        options=(Option(name="name", description="Words of a checklist's name", source="checklist"),),
        changes=False,
    ),
    CommandSpec(
        name="practice",
        subcommand="closing",
        who="anyone",
        summary="Questions to ask at the end",
        details="With when each fits and what to listen for. `closing evals` shows those of one theme.",
        options=(Option(name="theme", description="A theme such as team or growth", source="closing_theme"),),
        changes=False,
    ),
    CommandSpec(
        name="practice",
        subcommand="plan",
        who="member",
        summary="The plan: done, missed, next",
        details="`plan` shows this week, `plan 3` the third. Its buttons answer a question early or catch one up.",
        options=(Option(name="week", description="A number such as 2", source="week"),),
        changes=False,
    ),
    CommandSpec(
        name="practice",
        subcommand="pair",
        who="member",
        summary="A mock now, with whoever waits or whom you name",
        details="`pair` puts you on the waiting list and pairs you at once if somebody is on it; `pair leave` takes "
        "you off. `pair @Bo` asks Bo in private. `pair out` sits the next draw out, `pair snooze` several, `pair in` "
        "takes both back. `pair dry-run` shows organisers the next draw before it is sent.",
        options=(
            Option(name="member", description="Whom to ask for a mock", source="member"),
            Option(name="what", description="Or: leave, out, in, snooze, dry-run"),
        ),
    ),
    CommandSpec(
        name="practice",
        subcommand="mock",
        who="member",
        summary="Your mock: question, list, clock, swap, scorecard",
        details="The card of the mock at hand; its buttons find a time, start it, change places and end it. The "
        "interviewer's list and the scorecard open to the candidate when it is done. `mock group` counts the group's, "
        "for organisers.",
        options=(Option(name="group", description="Type group for the group's counts (organisers)"),),
        changes=False,
    ),
    CommandSpec(
        name="practice",
        subcommand="followups",
        who="member",
        summary="Follow-ups that you still owe an answer",
        details="What mocks left without an answer. Each comes back in the next mock until you mark it as fixed with a "
        "line that says how. Only you see the list.",
        changes=False,
    ),
    CommandSpec(
        name="practice",
        subcommand="timer",
        who="member",
        summary="A clock for an answer aloud",
        details="Runs in your direct messages and marks 90, 150 and 180 seconds. `timer 120` aims for two minutes, "
        "and so does `timer 2:00`.",
        options=(Option(name="seconds", description="Seconds to aim for, such as 150 or 2:30"),),
    ),
    CommandSpec(
        name="practice",
        subcommand="progress",
        who="member",
        summary="Your streak, freezes and weeks in a picture",
        details="Streak, freezes held, plan day, answers, and what can still be caught up. Only you see it. "
        "`progress @Bo` shows the streak of somebody who lets the group see it.",
        options=(Option(name="member", description="Somebody else in the group", source="member"),),
        changes=False,
    ),
    CommandSpec(
        name="practice",
        subcommand="help",
        who="anyone",
        summary="What you can type, and what each command does",
        details="`help answer` explains one command.",
        options=(Option(name="command", description="A command's name", source="subcommand"),),
        changes=False,
    ),
    CommandSpec(
        name="story",
        subcommand="add",
        who="anyone",
        summary="Write a story, and see what an interviewer would press on",
        details="`add` opens the form with six beats; notes are fine, and nothing else has to be filled in. "
        "`add` with the story behind it, told in one piece, keeps it at once. Title, theme and kind of story are "
        "suggested. Only you see your stories.",
        options=(Option(name="story", description="A title, or the whole story as you would say it"),),
    ),
    CommandSpec(
        name="story",
        subcommand="edit",
        who="anyone",
        summary="Change a story, and see which findings go away",
        details="`edit 2` or `edit rollback` opens that story. Every version is kept, so you see which findings went "
        "away.",
        options=(_STORY,),
        changes=False,
    ),
    CommandSpec(
        name="story",
        subcommand="remove",
        who="anyone",
        summary="Take a story away, after a question",
        details="`remove 2` asks once, then the story is gone with all its versions.",
        options=(_STORY,),
        changes=False,
    ),
    CommandSpec(
        name="story",
        subcommand="list",
        who="anyone",
        summary="Your stories, and where each one stands",
        details="Number, title, theme, spoken time and open findings of each. Only you see them.",
        changes=False,
    ),
    CommandSpec(
        name="story",
        subcommand="show",
        who="anyone",
        summary="Read one of your stories",
        details="`show 2` or `show rollback` shows it beat by beat, and which findings went away since the last "
        "version.",
        options=(_STORY,),
        changes=False,
    ),
    CommandSpec(
        name="story",
        subcommand="feedback",
        who="anyone",
        summary="What an interviewer would press on",
        details="`feedback 2` reads a story of yours; with a text behind it, it reads the text without keeping it. "
        "Rules do it, on this bot's own machine: no score, but findings with your own words and what to change.",
        options=(
            Option(name="story", description="A story of yours, or a text of up to 20,000 characters", source="story"),
        ),
        changes=False,
        on_message="Get story feedback",
    ),
    CommandSpec(
        name="story",
        subcommand="coverage",
        who="anyone",
        summary="What your stories cover, and what is missing",
        details="Your stories against the eight slots of a story bank and the smallest numbers, and the next to write.",
        changes=False,
    ),
    CommandSpec(
        name="story",
        subcommand="match",
        who="anyone",
        summary="Which of your stories answers a question best",
        details="`match Tell me about a conflict` ranks your stories and says why. Without a question it takes the "
        "group's question in hand.",
        options=(Option(name="question", description="A question as an interviewer would put it", source="question"),),
        changes=False,
    ),
    CommandSpec(
        name="story",
        subcommand="share",
        who="member",
        summary="Show a story to your group",
        details="`share 2` shows you first what the group will see. It is refused while private data is in the story.",
        options=(_STORY,),
        changes=False,
    ),
    CommandSpec(
        name="story",
        subcommand="help",
        who="anyone",
        summary="What /story can do, and what each command does",
        details="`help feedback` explains one command.",
        options=(Option(name="command", description="A command's name", source="story_subcommand"),),
        changes=False,
    ),
)

SUMMARIES = {
    "practice": "Today's question, answers, probes, the plan and your progress",
    "story": "Your story bank: keep stories and see what an interviewer would press on",
}
"""What each command is about, for platforms that list commands before their subcommands."""

_BY_NAME = {(spec.name, spec.subcommand): spec for spec in COMMANDS}


def find_command(name: str, subcommand: str) -> CommandSpec | None:
    """Look a subcommand up by its exact names."""
    return _BY_NAME.get((name, subcommand))


def subcommands_of(name: str) -> list[str]:
    """List a command's subcommands in the table's order."""
    return [spec.subcommand for spec in COMMANDS if spec.name == name]
