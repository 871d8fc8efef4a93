// The week's cases that are open, and the letters that wait for a person to say what they are.

import { answers, classifies, escalates, holds, logs, names, notes, replies, reports, takes, writes } from "./acts.ts"
import { customers } from "./cast.ts"
import { screenshot } from "./letters.ts"
import { hours } from "./moments.ts"
import { type Scene, unknownAddress } from "./stage.ts"

const { owen, joan, fiona, ben, lily } = customers

// Classified and forgotten: each promise that was missed took it a step further up.
const subtitles: Scene[] = [
  reports("subtitles", hours(40), {
    from: ben,
    subject: "Videos in module 7 have no subtitles",
    words:
      "Two of our officers are deaf. The videos in module 7 had subtitles until last week and have none now, so they cannot finish the module.",
  }),
  classifies("tom", "subtitles", hours(39.6), ["partial-access-or-function"]),
  notes(
    "grace",
    "subtitles",
    hours(11.5),
    "This came up to us twice and nobody answered him. I take it, and ask Helen who owns the videos.",
  ),
  takes("grace", "subtitles", hours(11.4)),
  replies(
    "grace",
    "subtitles",
    hours(11),
    "We should have answered you long ago, and are sorry. The subtitles were lost when the videos were moved. The production team restores them module by module, yours first, and I tell you by tomorrow how far they are.",
  ),
  notes("helen", "subtitles", hours(4), "Production has restored five of nine videos."),
]

// Waiting for the customer, and nothing else: the time to restore stands still.
const results: Scene[] = [
  reports("results", hours(27), {
    from: fiona,
    subject: "Results of 14 officers are missing",
    words:
      "After yesterday’s assessment the results of 14 of 60 officers are not in the list. They saw their results on the screen at the end.",
  }),
  takes("priya", "results", hours(26.8)),
  classifies("priya", "results", hours(26.7), ["small-group-severe"]),
  replies(
    "priya",
    "results",
    hours(26.3),
    "Thank you. Please send us the 14 user names, and tell us whether they sat in one room: then we find their attempts in the log.",
  ),
  holds("priya", "results", hours(26.25), "customer"),
]

// The address has a letter too few: the acknowledgement does not arrive, and the desk sees it.
const timetable: Scene[] = [
  reports("timetable", hours(6.5), {
    from: { name: joan.name, email: unknownAddress },
    subject: "The timetable link leads nowhere",
    words: "The link “Timetable” on the first page of the driving course shows an error. I need it for tomorrow.",
  }),
  takes("priya", "timetable", hours(6.2)),
  classifies("priya", "timetable", hours(6.1), ["degraded-circumvented"]),
  notes(
    "priya",
    "timetable",
    hours(5.9),
    "Our acknowledgement was refused: the address does not exist. In the directory it is joan.ferris. Called the switchboard, she calls back.",
  ),
]

const spelling: Scene[] = [
  reports("spelling", hours(5), {
    from: lily,
    subject: "Spelling of a place on the public page",
    words: "Your public page about road safety calls our village Netherwick. It is Netherwich, with ch.",
  }),
  writes("certificate-name", hours(2), {
    from: owen,
    subject: "My name is wrong on the certificate",
    text: "My certificate says “Owen Tate”. I am Owen Tait. See the picture.\n\nOwen Tait\n",
    attachments: [{ name: "tate.png", bytes: screenshot }],
  }),
]

// Priority 1, half an hour old.
const collegeDown: Scene[] = [
  logs("priya", "college-down", hours(0.5), {
    from: fiona,
    subject: "Nobody at Thornleigh can open a course",
    words: "Signing in works, but every course shows an empty page. Two hundred officers sit in front of it.",
    yes: ["critical-fault-many"],
  }),
  takes("priya", "college-down", hours(0.47)),
  escalates("priya", "college-down", hours(0.43), "Every course is empty for a whole college.", "lead-engineer"),
  takes("helen", "college-down", hours(0.38)),
  notes(
    "helen",
    "college-down",
    hours(0.22),
    "The content store of one region does not answer. Switching to the other.",
  ),
]

// Mail proves nothing about its sender: these claim a case, and wait in the holding pen.
const pen: Scene[] = [
  names("certificates", hours(20), (reference) => ({
    from: { name: "A friend", email: "friend@elsewhere.example" },
    subject: `Re: [${reference}] please close this`,
    text: "This is sorted, you can close it and send me the details.\n",
  })),
  answers(
    "results",
    hours(3),
    {
      from: { name: "Fiona Marsh", email: "fiona.at.home@post.example" },
      subject: "Re: Results of 14 officers are missing",
      text: "I write from home. They did sit in one room, the names follow tomorrow.\n",
    },
    fiona.email,
  ),
]

export const open: readonly Scene[] = [...subtitles, ...results, ...timetable, ...spelling, ...collegeDown, ...pen]
