"""Signs that several rules and the learned weights look for: an excuse, blame, one's own share, a safeguard, a fact.

One alternative a line; nothing here decides anything by itself.
"""

from bot.domain.story_feedback.patterns import one_of

_READERS = (
    r"users?|customers?|people|readers?|patients?|clients?|callers?|they|members?|passengers?|drivers?|students?|parents?|"
    r"farmers?|growers?|attorneys?|lawyers?|doctors?|nurses?|couriers?|teachers?|guests?|tenants?|shoppers?|applicants?|merchants?|sellers?|riders?|whoever|anyone|anybody|somebody|someone|"
    r"families|travellers|visitors|viewers|managers?|you|one|(?:a|any|every) (?:\w+ )?(?:reader|person|user|doctor|lawyer|manager|parent|customer|adult)"
)
_SYSTEM = (
    r"model|bot|assistant|system|answer|output|it|agent|summary|translation|algorithm|ai|classifier|reply|chatbot|"
    r"response|tool|prediction|sentence|reading|date|recommendation|result|transcript|search|filter|threshold"
)
_BAD_NAME = (
    r"hallucinat\w+|failures?|errors?|mistakes?|bugs?|incidents?|outages?|lies?|wrong|false|bias|biased|fault|blunder|"
    r"harm|defect|broken|malfunction|incorrect|miss|leak|breach|loss|disaster|scandal"
)

EXCUSE = one_of(
    r"""
    technically(?:,| speaking,?)? (?:\w+ ){0,4}?(?:correct|right|true|accurate|not wrong|not incorrect|fine|valid|wasn't|was not|isn't|is not|nothing|did|never)
    (?:was|were|is|are|did|can)(?:n't|not| not) (?:\w+ )?(?:technically|really|actually|strictly|even|exactly|truly|per se|quite|be called|be) (?:\w+ ){0,3}?(?:<bad>)
    (?:<readers>)(?: \w+){0,3}? (?:misunderst\w+|misread\w*|misinterpret\w*|overreact\w*|minimi[sz]e\w*|exaggerat\w+|whing\w+|moan\w*|grumbl\w+|panic\w*|seize on|skim\w*|pile\w* on)
    (?:<readers>)(?: \w+){0,3}? (?:should|could|ought to|might|would|need to|needs to|have to|has to|is supposed to|are supposed to) (?:\w+ ){0,3}?(?:read|check|know|known|checked|understood|noticed|notice|look|looked|asked|ask|verify|verified|understand|seen|see|click|chosen|choose|be reading|been reading|realise|realised|realize|realized)
    (?:<readers>)(?: \w+){0,2}? (?:did|do|does)(?:n't| not) (?:read|understand|bother|scroll|click|look|pay attention|check|type|follow|write|ask|listen|phrase)
    (?:<readers>)(?: \w+){0,2}? (?:read|close|look at|listen to|listened to) (?:only |just )?the (?:first|last) (?:line|word|sentence)
    (?:few|none|hardly any|no one|nobody) of (?:them|the \w+) (?:had )?(?:said|read|listened|asked|checked|mentioned|looked)
    the (?:<system>)(?: itself| only| just)? (?:was|were|is|had been|gave|did|reported|quoted|had|said)(?: \w+){0,3}? (?:right|correct|correctly|fine|accurate|reasonable|plausible|justified|defensible|logical|faithful|faithfully|legitimate|sensible|understandable|exactly|true|perfectly good|its job|nothing wrong)
    (?:what|so what) the (?:<system>) (?:said|gave|did|wrote|showed) (?:was|is)(?: \w+){0,3} (?:right|correct|fine|accurate|reasonable|plausible|legitimate|sensible|true|defensible|fair)
    it(?:'s| is| was) (?:not|n't) (?:like|as if|as though) (?:the|it|we)
    (?:a|the) (?:legitimate|reasonable|plausible|defensible|perfectly good|fair|sensible|valid) (?:answer|reading|interpretation|output|response|guess|summary|conclusion)
    did (?:exactly |just |only |precisely )?(?:its job|what (?:it|we|they|you|a|the|any)(?: \w+){0,4} (?:asked|told|trained|designed|supposed|meant|built|has to|had to|should|would))
    (?:reported|repeated|quoted|said|wrote|copied) (?:only |just |exactly |precisely )?(?:exactly )?what (?:they|it|the|was|people|customers)
    user error
    close enough
    (?:nobody|no one|no user|not one|no patient|no customer) (?:was|got|were|actually|really) (?:really |actually |seriously |ever |hurt|harmed|injured|died)
    (?:every|all|any|no|most) (?:\w+ )?(?:models?|llms?|systems?|ai|assistants?|chatbots?|humans?|doctors?|clerks?|newspapers?|software|tools?|search engines?|experts?) (?:\w+ )?(?:hallucinates?|makes? (?:\w+ )?(?:mistakes?|errors?)|gets? things wrong|does that|do that|do it|has that|lies?|would have|is perfect|are perfect|is \d+)
    there will always be
    (?:is|it's|was) (?:just |simply |only )?(?:mathematics|statistics|probability|how (?:language models|llms|these|it))
    (?:the )?(?:word|term|label) (?:error|hallucination|bias|mistake|failure|incident|wrong|lie|bug)
    (?:call|calling|called|speak of|speaking of|count|counting|describe|label)(?: \w+){0,4} (?:a |an )?(?:<bad>)(?: \w+){0,4} (?:is|was|seems|feels|goes) (?:\w+ ){0,2}(?:generous|unfair|harsh|strong|too|wrong|a stretch|easy|a facility|lazy|cheap|exaggerated|not)
    (?:wrong|unfair|too easy|easy|harsh|a stretch|generous|too strong|excessive|hardly fair) to (?:call|speak of|say|describe|label|blame)
    (?:would(?:n't| not)|do(?:n't| not)|can(?:'t|not| not)|could(?:n't| not)|never|hardly) (?:\w+ )?(?:call|describe|count|consider|see|speak of)(?: \w+){0,4} (?:<bad>)
    (?:not|never|hardly) (?:a |an )(?:real |true |proper |genuine )?(?:<bad>)
    by (?:the|our|any) (?:\w+ )?definition
    (?:to be fair|be fair|be just|in fairness|fair) to (?:the|our|my) (?:<system>)
    just with the (?:<system>)
    in defen[cs]e of (?:the|our|my|it)
    blown (?:up|out of)
    overblown
    storm in a
    blew over
    fuss
    too (?:literally|sensitive|picky|strict)
    nit-?pick\w*
    hair-?splitting
    matter of (?:interpretation|opinion|definition|taste|perspective)
    open to interpretation
    two ways
    in the most part of the cases
    within (?:spec|specification|tolerance)
    not (?:strictly|exactly) (?:false|wrong|untrue|a lie)
    (?:stand by|stood by|maintain that|take issue with)
    read (?:in context|carefully|properly)
    (?:careful|attentive|reasonable|sensible) (?:reader|person|user|adult|lawyers?|people)
    fine print
    terms (?:and conditions|of (?:use|service))
    disclaimers?
    (?:can|could) (?:hardly|not) (?:be )?(?:expect\w*|blame\w*|guess)
    cannot (?:be blamed|guess|know)
    at any time have
    (?:a human|any human|any doctor|anyone|anybody|a person|any \w+)(?: \w+){0,4} would (?:have )?(?:\w+ )?(?:said|say|done|do|made|make|had|understand|read)
    if (?:they|you|users?|people|customers?|anyone|he|she|somebody|someone) (?:had |would have |only )?(?:read|looked|asked|checked|clicked|scrolled|phrased|typed|opened|writes?|says?|wrote)
    (?:<readers>) (?:always |simply |just |often )?expect(?:s|ed)? (?:the wrong|too much|more than|miracles|magic|perfection)
    (?:perfectly|quite|entirely|completely|absolutely) (?:good|correct|right|fine|reasonable|accurate|valid|true|normal)
    an? \w+ (?:ought to|should|must) (?:have )?(?:know|known|read|check|checked|understand|understood|verify|verified)
    (?:took|take|taken|understood|read) (?:it|this|that|them|the \w+) (?:in a way|the wrong way|too literally|out of context)
    (?:wasn't|was not|isn't|is not|never) (?:written|meant|intended) (?:that way|like that|as|to be|for)
    (?:no|little|any) (?:cause|reason|ground) (?:to (?:feel|be (?:upset|angry|offended|alarmed)|complain|worry|panic)|for (?:complaint|panic|anger))
    misuse of (?:the|that) (?:term|word)
    (?:behaved|worked|performed|acted|functioned|operated) (?:\w+ )?as (?:designed|intended|specified|expected|instructed|it should|built|documented)
    faithfully (?:reflect\w*|repeat\w*|reproduc\w*|report\w*|quot\w*)
    (?:is|are|was|were) (?:obligated|obliged|supposed|expected|required) to (?:check|read|verify|know|confirm|look)
    (?:chosen|chose|decided|preferred) not to (?:read|check|look|ask|verify)
    (?:can't|cannot|can not|couldn't) (?:build|design|write|code|plan|engineer) for (?:people|users|everyone|everybody|those)
    people who (?:skim|won't read|don't read|do not read|can't read|cannot read|don't check|don't listen)
    (?:fair|accurate|clear|right|correct|true) enough
    if (?:you|one|they) (?:read|reads|look|looks|listen|listens)(?: \w+){0,4} (?:slowly|closely|carefully|properly|again|twice|calmly)
    (?:nothing|little) (?:was|is) (?:\w+ )?(?:wrong|false|incorrect|the matter) with (?:the|our|my|what)
    (?:what|everything) (?:the|our|my) (?:\w+ )?(?:<system>) (?:said|gave|did|wrote|showed|answered|told \w+) (?:was|is)(?: \w+){0,3} (?:right|correct|fine|accurate|reasonable|plausible|true)
    (?:(?:<readers>)|who|and) (?:\w+ ){0,6}?(?:has|have|had) (?:simply |just |only )?(?:read|heard|understood|taken) (?:it|this|that|the \w+|only) (?:too|wrong|as|the wrong|in a hurry|half)
    people (?:heard|read|saw|understood) (?:\w+ ){1,3}(?:instead|where)
    every (?:\w+ )?(?:assistant|model|system|chatbot|bot|tool|classifier|llm) (?:\w+ )?(?:invents?|errs?|fails?|slips?|guesses|is wrong|makes)
    the (?:press|newspapers?|media|journalists?|internet) (?:\w+ )?(?:should|made|blew|exaggerat\w+|loves?|wanted|turned|jumped)
    not (?:really )?(?:the|an?) (?:<system>)(?:'s)? (?:fault|failure|problem|mistake|error)
    """,
    readers=_READERS,
    system=_SYSTEM,
    bad=_BAD_NAME,
)

STRONG_EXCUSE = one_of(
    r"""
    technically(?:,| speaking,?)? (?:\w+ ){0,4}?(?:correct|right|true|accurate|not wrong|not incorrect|not false|not an error|valid)
    (?:<readers>)(?: \w+){0,2}? (?:had |simply |just )?(?:misunderst\w+|misread\w*|misinterpret\w*|overreact\w*|exaggerat\w+|whing\w+)
    (?:was|were|is)(?:n't| not) (?:technically|really|actually|strictly|even|exactly|truly|quite) (?:\w+ ){0,2}?(?:<bad>)
    (?:wrong|unfair|too easy|harsh|a stretch) to (?:call|speak of|describe|label)
    take issue with the word
    user error
    (?:can(?:'t|not| not)|could(?:n't| not)) be called (?:a |an )?(?:<bad>)
    did (?:exactly )?(?:its job|what it (?:was|is) (?:asked|told|built|designed|supposed))
    any (?:reasonable|careful|sensible) (?:person|reader|user)
    """,
    readers=_READERS,
    bad=_BAD_NAME,
)
NOT_MEANT = one_of(
    r"""
    tempt\w+
    (?:could|might) have (?:said|argued|told|claimed|blamed|written|hidden)
    easy to (?:say|blame|argue|claim|tell|hide)
    (?:did|do|does|would|could|can|will)(?:n't| not) (?:say|argue|claim|tell|pretend|hide|defend|accept|want|blame|help|matter|excuse|send|write)
    never (?:said|argued|claimed|told|blamed)
    (?:instead of|rather than|stopped|without) (?:arguing|saying|claiming|blaming|defending)
    no (?:excuse|comfort|defen[cs]e)
    not an excuse
    (?:someone|somebody|colleague|manager|lead|pm|boss|vendor|ceo|legal|lawyer|director|marketing|sales|he|she|they|one of us) (?:\w+ )?(?:said|argued|suggested|wanted|felt|thought|wrote|proposed|asked)
    (?:my )?first (?:thought|instinct|impulse|reaction|draft)
    caught myself
    the (?:model|bot|assistant|system|answer|summary) was (?:simply |plainly |just )?wrong
    (?:they|the users?|the customers?) (?:hadn't|had not|were right|was right)
    (?:they|users?|customers?|people) (?:can't|cannot|could not|couldn't) (?:be expected to )?(?:know|check|see)
    my (?:job|duty|task|responsibility|problem) (?:to|not theirs)
    (?:was|which is) wrong of me
    """
)

_WHO = (
    r"(?:the|our|their|that|a|an|my|his|her|some|another|one|its|this|whoever's|of) (?:[\w'-]+ ){0,3}?(?:teams?|vendor|supplier|provider|partner|"
    r"contractor|agency|consultants?|consultancy|managers?|pm|product|engineers?|developers?|colleagues?|designers?|intern|junior|boss|"
    r"cto|ceo|director|client|department|ops|operations|operator|infra|platform|legal|marketing|sales|support|security|qa|devops|sre|people|"
    r"annotators?|labell?ers?|labell?ing|reviewers?|analysts?|architect|lead|leaders?|side|guys|folks|predecessor|integrator|admins?|hospital|"
    r"bank|retailer|office|company|firm|school|warehouse|editors?|writers?|council|ministry|carrier|customer|success|person|supervisor|nutrition|policy|finance|hr|procurement|it)"
)

BLAME = one_of(
    r"""
    (?:fault|responsibility|mistake|error|doing|negligence|sloppiness|carelessness|incompetence|failure|problem|mess|blame)(?: \w+){0,3} (?:of|lay with|lies with|was with|is with|sat with|rests with|belongs to|on|from|was) (?:entirely |completely |wholly )?<who>
    (?:entirely|completely|wholly|purely|squarely|fully|all) (?:on|theirs|their (?:fault|side|doing|mistake)|because of)
    (?:their|his|her) (?:\w+ )?(?:carelessness|sloppiness|negligence|fault|mistake|failure|mess|incompetence|job to|process|laziness|error|blunder|oversight)
    on their side
    it(?:'s| is| was) (?:all |entirely |really |literally )?(?:on|down to|because of) (?:them|him|her|<who>)
    it(?:'s| is| was) (?:literally |simply )?(?:their|his|her) (?:job|responsibility|task|duty)
    <who>(?:'s|s') (?:\w+ )?(?:fault|mistake|error|doing|negligence|sloppiness|carelessness|mess|bug|failure|responsibility|problem|blunder|oversight|job to)
    (?:because|since|as|after|but|and|when|until|while) <who> (?:\w+ )?(?:had(?:n't| not)|did(?:n't| not)|never|failed|forgot|refused|broke|ignored|neglected|skipped|insisted|messed|promised|couldn't|could not)
    <who> (?:\w+ ){0,2}?(?:let us down|let me down|dropped the ball|messed (?:it )?up|screwed up|failed|forgot|never|should(?:'ve| have|n't have| not have)|ought to have|ignored|botched|caused|ruined|sabotaged|skipped|clicked|overlooked|moved|broke|put it back|let it through|created this)
    <who> (?:\w+ ){0,2}?(?:did(?:n't| not) (?:do|bother|tell|warn|listen|check|test|deliver|read|think|follow|inform|document|mention|say|care|understand|know|review|look))
    <who> (?:\w+ )?(?:is|was|were|are) (?:\w+ )?(?:to blame|responsible for|at fault|careless|sloppy|asleep|the ones?|the reason|the cause|the culprits?|supposed to)
    (?:they|he|she) (?:\w+ )?(?:should(?:'ve| have)|ought to have|never (?:told|tested|checked|warned|informed|bothered|mentioned|read)|let us down|dropped the ball|(?:is|was|are|were) to blame|messed|screwed|skipped|failed|had(?:n't| not) (?:told|tested|checked|read|bothered))
    (?:they|he|she|<who>)(?:'d| had)? (?:\w+ )?(?:been told|told (?:us nothing|nobody|no one|no-one)|known|been warned|promised)
    told (?:nobody|no one|no-one|us nothing)
    without (?:a word|telling (?:us|me|anyone|anybody)|warning|notice|asking)
    (?:nobody|no one|none|not one)(?: \w+){0,3} (?:in|on|at|of|from) (?:their|his|her|that|the) (?:\w+ )?(?:department|team|side|office|company|end|group)
    (?:nobody|no one) (?:\w+ )?(?:told|warned|called|informed|asked) (?:me|us)
    if (?:they|he|she|<who>)(?:'d| had| would have| ran| did| were| was)
    had (?:they|he|she|<who>) (?:\w+ )?(?:told|done|tested|checked|read|listened|delivered|followed|warned|asked)
    not (?:my|our) (?:fault|problem|mistake|job|doing|code|error)
    nothing to do with (?:me|us|my|our|it|the (?:model|code))
    (?:out of|beyond) (?:my|our) (?:hands|control)
    (?:my|our|the) (?:part|side|code|model|work|piece|filter|pipeline|alignment|algorithm|system) (?:\w+ )?(?:was|worked|had been|itself was|hadn't|had not|did) (?:fine|correct|right|perfect\w*|clean|ok|okay|not|sound|in order|done|without|changed|exactly|nothing)
    it wasn't (?:the|my|our) (?:model|code|system|pipeline)
    (?:was|is)(?:n't| not) (?:me|mine|us|ours)
    (?:to blame|blame)
    what failed (?:here|was)
    failure of (?:the )?<who>
    culprits?
    on account of
    not doing their
    sleeps?
    their (?:supervisor|editor|engineers?|people|admin|it|team|operator)
    """,
    who=_WHO,
)

OWN_SHARE = one_of(
    r"""
    my (?:own )?(?:share|part in (?:it|this|that)|fault|mistake|error|bug|miss|failure|oversight|blind spot|doing|responsibility|omission|assumption|checklist)
    i (?:should(?:n't| not)? have|should've|also (?:missed|failed|should)|missed|failed|overlooked|hadn't|accepted)
    i had (?:not|never|n't|myself) (?:\w+ )?(?:asked|checked|tested|looked|told|written|read|set|agreed|said|measured|put|built|noticed|thought|verified)
    i did(?:n't| not) (?:ask|check|test|look|notice|tell|read|write|think|verify|catch|see|question|validate|measure|have)
    i never (?:asked|checked|tested|looked|told|wrote|read|verified|thought|questioned)
    i (?:was wrong|got (?:it|this|that) wrong|took it on|own(?:ed)? (?:it|that|this|the)|approved|signed (?:it )?off|merged|trusted|assumed|broke|caused|was to blame|am to blame)
    (?:was|were|is) (?:as much |equally |also |partly )?mine
    on me
    mine (?:to|too|as well|alone)
    i take
    we (?:both|should have)
    ours too
    our own
    """
)

SAFEGUARD = one_of(
    r"""
    guard-?rails?
    gat(?:e|es|ed|ing)
    canar(?:y|ies)
    alert(?:s|ing)?
    alarms?
    monitor(?:s|ing|ed)?
    (?:run|play)books?
    circuit[- ]breakers?
    kill[- ]switch\w*
    rate[- ]limit\w*
    feature[- ]flags?
    dashboards?
    watchdog
    tripwires?
    lint(?:er| rule)
    pre-?commit
    contract tests?
    schema (?:check|valid\w+|test|registry)\w*
    validators?
    validation (?:step|layer|rule|job|check)
    (?:invariants?|assertions?)
    regression (?:tests?|suite|set|evals?|harness|check)
    checklists?
    shadow (?:run|mode|deploy\w*)
    (?:staged|gradual|phased) (?:rollout|release)
    staging
    dry[- ]runs?
    (?:two-person|four[- ]eyes)
    second (?:approver|signature|reviewer|pair of eyes|person)
    sign-?off
    (?:approval|review) step
    fallback
    quarantine
    (?:allow|deny|block)-?list
    ceilings?
    simulator
    drills?
    game days?
    synthetic (?:checks?|users?|traffic|probe)
    (?:health checks?|smoke tests?)
    nightly
    ci
    build (?:now )?fails
    fails the (?:build|run|release)
    blocks? (?:the |any |every |a )?(?:merge|deploy\w*|release|build|publish\w*|rollout|run|change|promotion)
    (?:stops?|halts?|refuses?|refused|holds?) (?:the |any |every |a |itself|to )(?:\w+ ){0,3}(?:run|release|deploy\w*|build|merge|job|send\w*|batch|import|publish\w*|load|pipeline|start)
    (?:cannot|can't|won't|doesn't|does not|will not) (?:ship|deploy|merge|publish|go (?:out|live)|start|run)
    (?:no|without which no) (?:version|release|model|prompt|change) (?:\w+ )?(?:goes|ships|leaves)
    pages? (?:me|us|the on|whoever|someone|somebody)
    (?:must|has to|have to) (?:cite|pass|match|carry)
    automatic(?:ally)? (?:revert|roll)\w*
    reverts? (?:by )?itself
    rolls? back (?:by itself|automatically|on its own)
    (?:every|each|any|a new) (?:\w+ ){0,4}?(?:release|deploy\w*|change|merge|build|commit|night|morning|monday|tuesday|wednesday|thursday|friday|week|month|day|quarter|hour|import|prompt|model|version|update|batch|pull request|migration|run|launch|filter)(?: \w+){0,8}? (?:runs?|passes|pass|must|has to|needs?|goes through|is (?:checked|tested|replayed|compared|read|run|held|scored|blocked|sampled|reviewed)|gets? (?:checked|tested|replayed|compared|read|run|reviewed)|reads?|checks?|tests?|replays?|samples?)
    (?:runs?|run|checks?|checked|tests?|tested|replays?|replayed|reads?|samples?|sampled|reviews?|reviewed|compares?|compared|counts?|measures?|looks?|reruns?|audits?|audited|plays)(?: \w+){0,8}? (?:every|each|any) (?:\w+ )?(?:release|deploy\w*|change|merge|build|commit|night|morning|monday|tuesday|wednesday|thursday|friday|week|month|day|quarter|hour|import|prompt|model|version|update|batch|pull request|migration|run|launch)
    before (?:each|every|any) (?:\w+ )?(?:release|deploy\w*|change|merge|launch|import|run|version|update)
    (?:daily|weekly|monthly|nightly|hourly|quarterly) (?:\w+ )?(?:check|sample|test|review|audit|run|eval|report|job|replay|read|count|comparison)
    once a (?:day|week|month|quarter)
    tests? (?:that|which) (?:fails?|runs?|checks?|would|now|catches)
    (?:joined|added|went into|in|into|part of|to) the (?:\w+ )?(?:regression|test|eval\w*|release|ci|nightly|golden) (?:set|suite|pipeline|checks?|tests?)
    """
)

IMPROVED = one_of(
    r"""
    better
    improv\w+
    (?:faster|quicker|smoother|easier|cheaper|stronger|cleaner|calmer|happier|sharper)
    higher quality
    more (?:\w+ )?(?:productive|efficient\w*|accurate|reliable|helpful|useful|consistent|stable|precise|relevant|confident|effective\w*|trust\w*|robust|scalable|pleasant)
    success\w*
    (?:huge|massive|enormous\w*|dramatic\w*|noticeabl\w+|considerabl\w+|substantial\w*|significant\w*)
    great (?:deal|impact|difference|success|results?)
    transform\w*
    boost\w*
    (?:big|real) (?:win|impact|difference|improvement)
    night and day
    leap
    impact
    a lot (?:less|more|of)
    much (?:less|more|smaller|fewer)
    game[- ]changer
    another level
    increas\w+
    reduc\w+
    went (?:really |very )?well
    well received
    works? (?:really |very )?well
    """
)
DIRECTION = one_of(
    r"""
    (?:fell|fallen|dropped|rose|risen|climbed|shrank|shrunk|halved|doubled|tripled|decreased|declined|sank|vanished|disappeared|emptied|cleared)
    went (?:up|down|away|quiet|to zero)
    down
    dried up
    (?:stopped|ended|ceased)
    no longer
    """
)
EVENT = one_of(
    r"""
    renew\w+
    signed
    cancel\w+
    extended the contract
    closed
    retired
    (?:turned|switched) off
    replaced
    adopted
    asked for (?:it|the same|another|one)
    asked us to
    took over
    decommission\w*
    merged
    copied
    passed the audit
    nobody (?:has )?(?:calls?|asks?|complain\w*)
    have(?:n't| not) (?:had|seen)
    has(?:n't| not) had
    not (?:one|a single)
    none of
    never came back
    has(?:n't| not) (?:come back|happened)
    no (?:new |further |more |such )?(?:complaints?|incidents?|tickets?|calls?|escalations?|outages?|repeat|reports?)
    without a (?:single )?
    unmuted
    unblocked
    reopened
    restored
    refunded
    """
)

INSTRUMENT = one_of(
    r"""
    eval(?:s|uat\w+)?
    held[- ]?(?:out|back)
    gold(?:en)?[- ](?:set|standard|labels?|data\w*|answers?|examples?)
    (?:test|validation|regression|benchmark|dev|reference|blind|frozen|challenge|labell?ed|hand-?labell?ed) ?(?:set|data|sample)
    benchmark(?:s|ed)?
    (?:hand-?)?(?:labell?|annotat|grad)ed
    labels
    blind(?:ly|ed)?
    a/b
    ab test
    control (?:group|arm|bucket|stores?|sites?)
    precision
    recall
    sensitivity
    specificity
    f1
    f-score
    auc
    wer
    bleu
    rouge
    mae
    mape
    rmse
    ndcg\S*
    mrr
    (?:mean|median|average) (?:absolute )?error
    hit rate
    leak rate
    (?:false|wrong) (?:rejection|acceptance|alarm)s?
    correlation
    faithfulness
    groundedness
    accuracy
    exact[- ]match
    win[- ]rate
    kappa
    agreement
    judged
    metric
    offline
    replayed
    simulated
    shadow
    confidence interval
    bootstrap\w*
    hallucination rate
    error rates?
    pass rate
    backtest\w*
    ground truth
    adversarial
    load[- ]test
    p9[059]
    false (?:positive|negative|alarm)s?
    sample of
    sampled
    ran (?:both|the old|all|each|two|three|it on|them on)
    both (?:versions|prompts|models|systems|variants|pipelines|arms)
    head[- ]to[- ]head
    """
)
IMPRESSION = one_of(
    r"""
    felt
    feels?
    feeling
    seem(?:ed|s)?
    looked
    impression
    impressed
    liked
    gut
    vibes?
    eyeball\w*
    noticeabl\w+
    obvious\w*
    plain to see
    intuition
    convinced
    could tell
    skimm\w+
    glanced
    happy with
    sensed
    (?:everyone|everybody|we all) (?:agreed|said|thought|nodded)
    clearly better
    sounded
    """
)

CRAFT = one_of(
    r"""
    proud of (?:that|the|my|this|it)
    (?:the )?(?:trick|secret|magic|craft|art)
    (?:each|every|the right|finding the|choice of) words?
    wording
    worded
    phras\w+
    (?:strict|friendly|warm|stern|formal|human) tone
    tone
    persona
    adjectives?
    (?:versions|drafts|rewrites) of (?:it|the prompt|that prompt)
    rewr(?:ote|itten|iting) (?:it|the prompt)
    (?:moved|reordered|swapped) the (?:instructions|paragraphs|sentences|order)
    opening (?:line|sentence)
    (?:nobody|no one|few|not many)(?: \w+){0,4} (?:could|can|see|has|have|written|write|copy)
    (?:encrypted|safe|under lock|vault|trade secret)
    (?:handed|asked) (?:me )?(?:round|around|for (?:the|my) prompt)
    feeling for
    """
)
NEGLECT = one_of(
    r"""
    without (?:even |having |ever )?(?:opening|reading|checking|looking|testing|telling|asking|informing|warning|reviewing|any (?:\w+ )?(?:marking|notice|warning|check)|to (?:read|check|look|tell|ask|inform))
    (?:they|he|she|who|which|there)(?:'d| had| have| has)? (?:\w+ )?not (?:\w+ )?(?:looked|checked|tested|told|read|informed|asked|noticed|opened|warned)
    (?:nobody|no one) (?:there|over there|at their end)
    (?:thought|found|considered) it(?:'s| was| is)? (?:un|not )?necessary
    (?:is|was|are|were) the (?:one|ones|cause|culprits?|person|people) (?:who|that|of|here|behind)
    (?:is|was|are|were) the cause
    could have (?:stopped|prevented|caught|avoided) (?:it|this|that)
    (?:can't|cannot|can not|couldn't|could not|never) (?:\w+ )?(?:trust|depend on|rely on|count on)(?: \w+){0,4} (?:others?|people|vendors?|suppliers?|clients?|partners?|teams?|them|him|her|juniors?|contractors?)
    other people's
    others (?:don't|do not|didn't|did not)
    (?:somebody|someone|anybody|anyone) (?:other than|who is not)
    (?:choose|pick|select|find|want|prefer|have|use) (?:another|a different|a better|a more \w+|other) (?:vendor|supplier|provider|partner|contractor|agency|company|team)
    (?:choose|pick|select) (?:the|my|our|those|these) (?:vendors?|suppliers?|providers?|partners?|people|team) (?:differently|myself|better|more carefully)
    (?:choose|pick|select) (?:those|these|the|such) people
    that(?:'s| is| was) (?:his|her|their) (?:whole |only |entire )?(?:job|task|duty|work|responsibility)
    it was (?:their|his|her|theirs|hers)
    (?:was|were|lies|lay) between (?:those|these|the) two
    never (?:given|assigned|handed) to (?:me|us|my|our)
    on (?:my|our) side (?:nobody|no one|nothing|everything|all)
    (?:just |only )?happened to be (?:standing|there|the one|sitting|around)
    (?:they|he|she)(?:'ve|'s| have| has| had) (?:broken|caused|ruined|created|spoiled|messed)
    ha(?:ve|s|d) to answer for
    what (?:they|he|she)(?:'ve|'d| have| has| had)? caused
    (?:and|who|they|he|she) (?:never|didn't|did not|hadn't|had not) (?:even |bother(?:ed)? to )?(?:mention(?:ed)?|tell|told|warn(?:ed)?|check(?:ed)?|look(?:ed)?|open(?:ed)?|read|test(?:ed)?|ask(?:ed)?|inform(?:ed)?)
    (?:none|nothing|not one line) of (?:this|it|that) (?:came|was|is|had|happened)
    (?:held|hold|holding) (?:\w+ )?(?:to account|accountable|responsible)
    not let (?:him|her|them)
    (?:it|this|that) was <who> (?:who|that|which)
    <who> (?:who|that) (?:failed|broke|caused|got it wrong)
    <who> (?:had |has |have )?(?:\w+ )?(?:swapped|changed|renamed|removed|moved|loaded|sent|uploaded|deleted|switched|updated)(?: \w+){0,8} (?:without|and (?:never|didn't|did not|told|nobody))
    (?:a|more) (?:serious|competent|professional|careful|reliable) (?:vendor|supplier|provider|partner|people|team|person|company)
    (?:penalties|penalty) (?:in|for)
    (?:they|he|she|\w+s)(?:'ll| will) (?:send|accept|sign|approve|break|upload|believe) anything
    (?:is|are|was|were)(?:n't| not) (?:able|capable|competent|qualified|trained|careful) (?:to|in|of|enough)
    (?:rubbish|garbage|junk) from
    (?:isn't|is not|not) what (?:one|you|i|we) expects?
    (?:weak|weaker|weakest) (?:point|link)
    not doing (?:their|his|her) (?:job|part|work)
    (?:do|did|doing)(?:n't| not)? their (?:part|job|work|homework)
    as good as the people
    with the name of the (?:person|people)
    (?:would|will|to) be on record
    (?:they|he|she|who|people) (?:had |have |has )?(?:simply|just) (?:not|did(?:n't| not)|forgot|ignored|never)
    """,
    who=_WHO,
)
STRONG_BLAME = one_of(
    r"""
    (?:fault|failure|mistake|responsibility|carelessness|blame)(?: \w+){0,3} (?:of|with|lies with|lay with|on) <who>
    (?:entirely|completely|wholly|purely|squarely) (?:on|theirs|their)
    (?:their|his|her) (?:\w+ )?(?:carelessness|sloppiness|negligence|fault|mistake|failure|incompetence|blunder)
    on their side
    it(?:'s| is| was) (?:all |entirely )?on them
    <who>(?:'s|s') (?:\w+ )?(?:fault|mistake|negligence|carelessness|failure)
    <who> (?:\w+ ){0,2}?(?:let us down|let me down|dropped the ball|failed, entirely|should have|should've|ought to have|created this|is to blame|was to blame|were to blame|skipped|had skipped)
    (?:they|he|she) (?:should(?:'ve| have)|ought to have)
    (?:nothing to do with) (?:me|us|my|our|it)
    """,
    who=_WHO,
)
ACCEPTS = one_of(
    r"""
    my (?:own )?(?:share|part in (?:it|this|that)|fault|mistake|error|oversight|blind spot|omission|checklist|bug)
    i (?:should(?:n't| not)? have|should've|also (?:missed|failed|should|had)|missed|failed|overlooked|accepted|approved|signed (?:it )?off|trusted|assumed|had (?:not|never))
    i (?:hadn't|didn't|did not|never) (?:ask|check|test|look|verif|read|write|question|validat|think)\w*
    (?:is|are) mine
    blindness of
    i (?:hadn't|had not|didn't) (?:do|done|know|known|listened|seen)
    i (?:looked at|passed|waved|reviewed)(?: \w+){0,8} (?:one minute|too quickly|too fast|and passed|through)
    i (?:had (?:reviewed|approved|merged|signed)|let)
    we (?:both|should have)
    on me
    """
)

SIGNS = {
    "craft": CRAFT,
    "excuse": EXCUSE,
    "blame": BLAME,
    "neglect": NEGLECT,
    "share": OWN_SHARE,
    "guard": SAFEGUARD,
    "better": IMPROVED,
    "direction": DIRECTION,
    "event": EVENT,
    "instrument": INSTRUMENT,
    "impression": IMPRESSION,
}
