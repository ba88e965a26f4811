// Package registry is what the desk can do with a name at a registry, whichever
// way leads there: a person at the registry's console, EPP, or the sandbox.
//
// A step plans a Request, shows it, and hands it to a Registry under a
// transaction id of its own:
//
//	before, _ := r.Look(ctx, name)         // what stands
//	outcome, err := r.Do(ctx, req, clTRID) // once
//	now, _ := r.Look(ctx, name)            // what proves it
//	verdict := registry.Judge(req, before, now)
//
// Rules:
//   - Do sends a request at most once. There are three ways to fail, and what
//     may be done next hangs on which: ErrRefused (answered, nothing was done),
//     ErrNotSent (nothing left this machine, it may be tried again) and
//     ErrUnknown (it may or may not have been done: look, judge, never send
//     again blindly).
//   - Every failure is a *Problem that can be explained in both languages: what
//     happened, what it means, what to do.
//   - Text that a registry wrote has crossed package clean before it stands in a
//     type of this package.
//   - An Authcode is a Secret: it prints as "[secret]" everywhere, also in JSON.
//
// What it does not do: remember anything, decide whether a request is allowed
// (package ticket), speak a protocol (its sub-packages do).
//
// Sources: RFC 5730 to 5733, 3915, 5910, 8748, 9154.
package registry
