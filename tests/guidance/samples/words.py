"""Rules of fictional councils, in no order of importance: what the samples are made of."""

ORCHARD = (
    "This note tells members of Orchard Vale how they may use message boards and short films.",
    "It stands beside the code of the council and takes nothing from it.",
    "Say who you are before you say what you think.",
    "A post sent at 5.30 pm on a Friday is read by more people than any leaflet",
    "Members must not:",
    "pass on papers that carry a pink cover;",
    "name a tenant, a pupil or a patient; or",
    "film in a room where others have asked not to be filmed.",
    "Ask the press desk before you speak for Orchard Vale",
    "If 3 or more people complain about one post, the clerk looks at it within 2 working days.",
    "Questions go to the clerk, whose door is open on Tuesdays.",
)
HARBOUR = (
    "Harbour Town wants its members to be heard on the quay as well as in the chamber.",
    "This protocol was drawn up by the standards panel.",
    "Members should:",
    "keep one account for the ward and one for the family",
    "answer within a week, or say that they will not answer",
    "keep a copy of what they delete",
    "Nobody speaks for the harbour board without being asked.",
    "A picture of a child is never posted without the word of a parent.",
    "Where a member is threatened, the police come first (999 or 101) and the council second.",
    "Members tell the clerk in the same week.",
    "A post that breaks this protocol is taken down by whoever made it.",
    "The panel reads this protocol again in the spring of each second year.",
)
MILL = (
    "To let residents of Millbrook see who works for them",
    "To keep quarrels about the weir off the front page",
    "Write as you would at the counter of the post office",
    "Leave the last word to others",
    "Do not post after the third glass",
    "Do not answer anybody whose name you cannot find out",
    "Ring the town clerk",
)
FELL = (
    "Fellside writes this down so that nobody needs to guess.",
    "It covers every place where more than 2 people read along.",
    "A councillor is a councillor on a Sunday too.",
    "Speak of plans and budgets, and leave the people who wrote them alone.",
    "Say plainly when a view is your own.",
    "Put things right in the open: what was posted in public is corrected in public.",
    "Never promise how you will vote.",
    "Never post from the members' side of a closed meeting.",
    "Help is with the democratic services desk.",
)
BRIDGE = (
    "Planning: say nothing of an application that you will decide.",
    "Licensing: the same holds for premises, taxis and street traders.",
    "Staff: praise them by name, complain about them by letter.",
    "Elections: from the notice of election on, no council picture, no council crest.",
    "Pictures: the person who took it owns it, and the person in it has a say.",
    "Groups: a closed group is open as soon as one member of it wants it to be.",
)
GLEN = (
    ("Be patient", "An answer tomorrow is better than an apology on Friday."),
    ("Be plain", "Write words that your neighbour uses, and few of them."),
    ("Be yourself", "One name, one picture, one account that says councillor."),
    ("Be safe", "No school gate, no garden gate and no number plate in any picture."),
    ("Be done", "Close the page at night; nothing there is on fire."),
)
MOOR = (
    "Moorland Parish asks its members to read these rules once a year.",
    "They were agreed at the annual meeting in the chapel.",
    "A member who posts about the parish says that it is the member who posts.",
    "Minutes are quoted from the signed copy and from nothing else.",
    "Members may share what the parish itself has posted",
    "Rows are taken to the chair and not to the page.",
    "The parish removes what is unlawful from its own page on the day that it sees it.",
    "Whoever is unsure asks first.",
)
WOLD = (
    "Think of the reader who does not like you, and write so that even that reader learns something that was not "
    "known before the post was read",
    "Keep the settings of every account under review, since the people who run these services change them more often "
    "than anybody would believe",
    "Never use the account of the council, its crest or its colours for anything that a party or a candidate could "
    "gain from",
    "Leave groups that have turned sour",
    "Report a threat to the police on the day it comes. Tell the clerk as well, so that others can be warned and a "
    "self-imposed silence is not mistaken for consent",
)
