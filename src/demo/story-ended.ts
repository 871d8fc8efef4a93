// The week's cases that have ended.

import {
  answers,
  classifies,
  closes,
  escalates,
  holds,
  logs,
  notes,
  passes,
  redacts,
  replies,
  reports,
  resolves,
  takes,
  writes,
} from "./acts.ts"
import { customers } from "./cast.ts"
import { quoting, screenshot } from "./letters.ts"
import { evening, hours, nextMorning } from "./moments.ts"
import type { Scene } from "./stage.ts"

const { rosa, owen, amir, ben, wanda, arthur } = customers

// Everybody is locked out, and within the hour nobody is.
const lockedOut: Scene[] = [
  logs("priya", "locked-out", hours(44), {
    from: owen,
    subject: "Nobody at Northmere can sign in",
    words:
      "Everybody in the control room sees “Session could not be created” after the password. It began a few minutes ago, and other sites work.",
    yes: ["total-loss"],
  }),
  takes("priya", "locked-out", hours(43.97)),
  notes(
    "priya",
    "locked-out",
    hours(43.92),
    "Same message from two other stations within five minutes. Not a local fault.",
  ),
  escalates(
    "priya",
    "locked-out",
    hours(43.9),
    "The whole force is locked out. Needs somebody who can see the sign-in servers.",
    "lead-engineer",
  ),
  takes("helen", "locked-out", hours(43.82)),
  notes(
    "helen",
    "locked-out",
    hours(43.6),
    "The certificate of the identity provider was renewed last night, and one of the two sign-in servers still had the old one. Restarted.",
  ),
  resolves(
    "helen",
    "locked-out",
    hours(43.3),
    "fixed",
    "Signing in works again. One of our two servers still trusted an old certificate. We have restarted it, and will renew both together from now on.",
  ),
  closes("tom", "locked-out", hours(34.4)),
]

// Two promises kept, with a wait for the customer between them, and a reopening that was settled too.
const certificateMail =
  "Thank you. Which browser do you use, and does the name show when you preview the certificate before you print it?"
const certificates: Scene[] = [
  writes("certificates", hours(42), {
    from: rosa,
    subject: "Certificates print without names",
    text: "Hello,\n\nsince yesterday the completion certificates print with an empty line where the name should be. The screen shows the name.\n\nA picture is attached.\n\nRosa Lindqvist\nLearning coordinator, Northmere Police\n",
    html: "<p>Hello,</p><p>since yesterday the completion certificates print with an <b>empty line</b> where the name should be. The screen shows the name.</p><p>A picture is attached.</p><p>Rosa Lindqvist<br>Learning coordinator, Northmere Police</p>",
    attachments: [{ name: "certificate.png", bytes: screenshot }],
  }),
  takes("tom", "certificates", hours(41.8)),
  classifies("tom", "certificates", hours(41.7), ["part-faulty-with-workaround"]),
  replies("tom", "certificates", hours(41.4), certificateMail),
  holds("tom", "certificates", hours(41.38), "customer"),
  answers("certificates", hours(34.2), {
    from: rosa,
    subject: "Re: Certificates print without names",
    text: quoting("It is Firefox. The preview has the name, the paper has not.", certificateMail),
  }),
  notes(
    "tom",
    "certificates",
    hours(33.8),
    "Happens with the built-in PDF viewer only: it leaves out the form field. With the download it prints.",
  ),
  resolves(
    "tom",
    "certificates",
    hours(33.4),
    "workaround",
    "Please use “Download” and print the file: then the name is there. We have told the developers about the preview.",
  ),
  answers("certificates", hours(16), {
    from: rosa,
    subject: "Re: Certificates print without names",
    text: "Now the downloaded file has no name either. The course ends this week, and thirty officers wait for theirs.\n",
    attachments: [{ name: "from-download.png", bytes: screenshot }],
  }),
  escalates(
    "tom",
    "certificates",
    hours(15.7),
    "The workaround has stopped working, and thirty certificates are due this week.",
    "engineer",
  ),
  takes("marek", "certificates", hours(15.5)),
  notes(
    "marek",
    "certificates",
    hours(14.9),
    "A font is missing on the new print server. Installed, and checked with five certificates.",
  ),
  resolves(
    "marek",
    "certificates",
    hours(14.3),
    "fixed",
    "The names are back, in the preview and in the download. A font was missing on a server that was replaced this week.",
  ),
]

const licenceQuestion: Scene[] = [
  logs(
    "tom",
    "licence",
    hours(38),
    {
      from: arthur,
      subject: "Who holds a licence for College Learn?",
      words:
        "Mr Bell asks by letter whether his grandson’s force holds a licence, and where one can look that up. He gives a phone number and no email address.",
      yes: ["inconvenience"],
    },
    95,
  ),
  replies("tom", "licence", hours(36.2), "Called Mr Bell: the force holds one. Told him where the list is."),
  resolves("tom", "licence", hours(36.1), "advised", "Told by phone where anybody can check who holds a licence."),
  closes("priya", "licence", hours(26)),
]

const resetLink: Scene[] = [
  logs("priya", "reset-link", hours(35), {
    from: wanda,
    subject: "The reset link has expired",
    words: "The link to set a new password had expired when she opened it.",
    yes: ["inconvenience"],
  }),
  notes(
    "priya",
    "reset-link",
    hours(34.95),
    "Called back on the number that we have for her before sending another link.",
  ),
  resolves("priya", "reset-link", hours(34.85), "fixed", "You have a new link. It works for one hour."),
]

// A supplier keeps the desk waiting: that is the desk's delay, and the promise is missed.
const copiedSite: Scene[] = [
  writes("copied-site", hours(30), {
    from: amir,
    subject: "A website that copies your sign-in page",
    text: "A colleague was sent a link to a page that looks exactly like College Learn and asks for the password. We have blocked it here. The address is in the attached file, please do not open it.\n\nAmir Haddad\nDigital security, Northmere Police\n",
    attachments: [{ name: "address-of-the-page.txt", bytes: Buffer.from("hxxps://college-learn.sign-in.invalid/\n") }],
  }),
  writes(undefined, hours(29.98), {
    from: amir,
    subject: "Automatic reply: We have received your report",
    text: "I am in training until two o’clock. In urgent cases call the service desk of Northmere Police.\n",
    isAutomatic: true,
  }),
  takes("priya", "copied-site", hours(29.8)),
  classifies("priya", "copied-site", hours(29.7), ["possible-security-compromise"]),
  escalates("priya", "copied-site", hours(29.6), "Somebody collects passwords in our name.", "engineer"),
  takes("marek", "copied-site", hours(29.4)),
  escalates(
    "marek",
    "copied-site",
    hours(28.9),
    "For the security unit: asked the hosting company to take it down.",
    "senior-engineer",
  ),
  replies(
    "marek",
    "copied-site",
    hours(28.8),
    "Thank you. We have asked the company that hosts the page to take it down, and have checked that nobody signed in with a password from there. We tell you when it is gone.",
  ),
  holds("marek", "copied-site", hours(28.78), "supplier", 20),
  takes("helen", "copied-site", hours(24.6)),
  notes(
    "helen",
    "copied-site",
    hours(21),
    "Hosting company answers that it looks into it. Called their emergency number.",
  ),
  replies(
    "helen",
    "copied-site",
    hours(12.4),
    "The page is still there this morning. We have called the hosting company again and asked the registry to take the address away.",
  ),
  resolves(
    "helen",
    "copied-site",
    hours(7.2),
    "fixed",
    "The page is gone, and its address leads nowhere. No account of your force was used from outside. We are sorry that it took longer than we promised.",
  ),
]

// A password where none should be: its words are erased, and the proof that they were there stays.
const passwordTyped: Scene[] = [
  reports("password", hours(22), {
    from: ben,
    subject: "My account is locked",
    words:
      "It says locked. My user name is bcarrow and the password is Winter-at-Thornleigh-44, please try it yourselves.",
  }),
  takes("tom", "password", hours(21.8)),
  classifies("tom", "password", hours(21.75), ["partial-access-or-function"]),
  redacts(
    "grace",
    "password",
    hours(21.5),
    "Data protection policy, section 4",
    "The customer wrote a password into the form.",
  ),
  replies(
    "tom",
    "password",
    hours(21.3),
    "Please do not tell anybody your password, us included. We have erased it here. You are sent a link with which you choose a new one.",
  ),
  resolves("tom", "password", hours(20.9), "fixed", "Your account is unlocked, and your new password works."),
]

// A letter in the evening counts from the next morning.
const evidencePack: Scene[] = [
  writes("evidence-pack", evening(19, 100), {
    from: rosa,
    subject: "The reading pack cannot be downloaded",
    text: "The download of the reading pack for module 5 stops at 98 %, for me and for two others.\n\nRosa Lindqvist\n",
  }),
  takes("tom", "evidence-pack", nextMorning(19, 15)),
  classifies("tom", "evidence-pack", nextMorning(19, 20), ["partial-access-or-function"]),
  replies(
    "tom",
    "evidence-pack",
    nextMorning(19, 45),
    "Good morning. It stops here too. We are looking for the reason.",
  ),
  resolves(
    "tom",
    "evidence-pack",
    nextMorning(19, 130),
    "fixed",
    "The pack can be downloaded again: a file had been cut short when it was copied.",
  ),
]

const bankHoliday: Scene[] = [
  logs("tom", "bank-holiday", hours(18), {
    from: { ...rosa },
    subject: "The calendar shows a bank holiday on the wrong day",
    words: "The course calendar shows a bank holiday a week early. Nothing is lost, but people ask.",
    yes: ["appearance-fault"],
  }),
  passes("tom", "bank-holiday", hours(17.8), "second-line"),
  takes("marek", "bank-holiday", hours(17.2)),
  notes(
    "marek",
    "bank-holiday",
    hours(13.5),
    "The calendar has a table of its own. Corrected in the table, and asked for it to be taken from the official list.",
  ),
  resolves(
    "marek",
    "bank-holiday",
    hours(11),
    "fixed",
    "The day is right now. We have asked that the calendar takes its holidays from the official list, so that it does not happen again.",
  ),
]

export const ended: readonly Scene[] = [
  ...lockedOut,
  ...certificates,
  ...licenceQuestion,
  ...resetLink,
  ...copiedSite,
  ...passwordTyped,
  ...evidencePack,
  ...bankHoliday,
]
