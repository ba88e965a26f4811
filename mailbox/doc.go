// Package mailbox keeps a desk and its mailbox together while a console runs:
// mail comes in, letters go out, files are inspected, and time is noticed. The
// work is done by the packages below it; this one starts them, and says how they
// do. Parts do not depend on one another: a mailbox that refuses leaves the
// others, the letters and the clock alone. When Run returns nothing of it runs
// any more.
//
// # What is promised, and where it is tested
//
// In the order in which a mail meets the promises. Tests named without a package
// are in this one; "real" means Dovecot, Postfix or mbsync, not a double.
//
//  1. A mail is read whole or not at all: literals are capped before they are in
//     memory, a server that lies, stalls, cuts lines or renumbers in the middle
//     ends in a clear refusal and a new connection.
//     pull: TestServersThatLie, TestSilentServers, TestSlowServers,
//     TestBrokenConnections, TestRenumberedInTheMiddle, TestEndlessAnswersAreNotHeld;
//     TestFaultsOnTheWayToTheDesk (real).
//  2. A dead connection is noticed within a minute, an ended one at once; back-off
//     has jitter. pull: TestDefaultsNoticeADeadConnectionWithinAMinute,
//     TestHalfOpenIsNoticed, TestComesBackAfterTheServerDied (real), TestBackoff.
//  3. No password leaves over a connection that is not verified.
//     pull: TestStartTLS, TestRefusals, TestExpiredCertificate,
//     TestOnlyLoopbackMayGoWithoutTLS; send: TestStrippedStartTLSIsRefused.
//  4. Raw bytes are durable before anything is made of them; the row of the
//     journal, what the mail caused and the cursor are one transaction; only after
//     it is anything changed on the server. ticket: TestBatchIsAllOrNothing;
//     pull: TestMovesOnlyWhatWasKept; TestKilledPull (real): after any number of
//     kills the record equals that of an undisturbed pull, to the last hash.
//  5. Every message has one row, whatever the server does to its numbers: new
//     UIDVALIDITY, a restored copy, a renamed folder, two accounts, the same bytes
//     again. ticket: TestFates, TestNewUIDValidity; pull: TestRenumberedFolderIsReadAgain,
//     TestServerRestoredFromAnOlderCopy, TestRenamedFolder, TestVanishedFolderIsMissedAndReturns;
//     TestSameMailInTwoAccounts, TestRenamedFolderOfTheDesk.
//  6. What cannot be parsed is still a mail: no input panics, time and memory are
//     bounded, nothing is dropped without a warning. mail: TestNothingIsLost,
//     TestNothingPanics, TestBounds, TestHostileMail, FuzzParse.
//  7. Old mail is never answered, and the clock of a ticket starts when the server
//     first received it. TestOldMailIsPassedOver, TestTimesThatCannotBe;
//     ticket: TestClockStartsAtTheServer, TestReceipts.
//  8. Nobody gets onto a ticket by knowing its number: keyed ids, then the plus
//     address, the thread, the checked token, and always a participant or a
//     colleague; otherwise a person decides. ticket: TestThreading, TestFates,
//     TestParkedMailWaitsForAPerson.
//  9. Machines are not answered, and two desks that write to each other stop.
//     mail: TestMachine, TestBounce; ticket: TestMachineMailDoesNotEndAPause;
//     intake: TestTwoDesksStop.
//  10. Who wrote is judged by what was proved, and the judgement stands beside the
//     mail. sender: TestSignatures, TestPrependedFieldsAreRefused, TestLookAlikes,
//     TestTrustedChain, FuzzJudge.
//  11. A hostile or slow file holds up no mail: it is inspected afterwards, in a
//     bounded process. ticket: TestInspectedLater; ticket/document/worker.
//  12. A letter is sent once. What may have left is looked for, and where nobody
//     can know an officer decides; no crash sends it again.
//     dispatch: TestUnknownOutcome, TestConnectionLostAfterTheLastByte,
//     TestOfficerDecidesOnTheUnknown; TestKilledOutbox (real); send: TestPostfix (real).
//  13. Each recipient's result is shown, from the server's answer or a later
//     report. dispatch: TestEachRecipientHasAResult, TestDeliveryReportMarksItsRecipient.
//  14. A secret is in the mail that leaves and nowhere else.
//     dispatch: TestSecretIsOnlyInTheMail; store: TestDroppedSecretsAreGone.
//  15. A full, read-only or failing disk keeps mail on the server and heals by
//     itself. TestPullOntoFullDisk (real); store: TestDiskFills, TestReadOnlyDisk,
//     TestSlowDisk, TestKillOnFullDisk.
//
// Letters are not signed here: DKIM is the relay's. The crash loops in full:
//
//	go test ./mailbox -run TestKilled -long -timeout 60m
package mailbox
