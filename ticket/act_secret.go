package ticket

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"

	"loket/domain/action"
)

// What an action yields that nobody may know, an Authcode, lies in the vault of
// keys until the letter with it has left, at most for its lifetime. The record
// has a salted hash: it can prove which code was sent, and gives none.

// unsetTask is the dated work that takes an Authcode back at the registry. The
// desk does it by itself where it can.
const unsetTask = "authcode-unset"

// fromVault puts the secret of an action into a draft that asks for it.
func (d *decision) fromVault(draft *Draft) (vault uint64, err error) {
	if draft.Act == "" {
		return 0, nil
	}
	a := d.t.Act(draft.Act)
	gone := refuse("secret-gone", "the secret of that action is not there any more", "go back to the step and have a new one made")
	if a == nil || a.State != ActDone || a.Vault == 0 {
		return 0, gone
	}
	draft.Secret, err = d.desk.Log.Secret(a.Vault)
	if errors.Is(err, ErrNotFound) || err == nil && draft.Secret == "" {
		return 0, gone
	}
	return a.Vault, err
}

// SecretAct is the action whose secret the next letter may carry, nil for none.
func (t *Ticket) SecretAct() *Act {
	for i := len(t.Acts) - 1; i >= 0; i-- {
		if a := &t.Acts[i]; a.Vault != 0 && a.State == ActDone {
			return a
		}
	}
	return nil
}

// SecretToSend is the action whose secret no letter carries yet and whose time is
// not over; nil for none.
func (t *Ticket) SecretToSend() *Act {
	a := t.SecretAct()
	if a == nil || t.unset() == nil || slices.ContainsFunc(t.Letters, func(l Letter) bool { return l.Vault == a.Vault && l.State != LetterCancelled }) {
		return nil
	}
	return a
}

// vault keeps what an action yielded and dates its end.
func (d *decision) vault(secret string) (vault uint64, proof action.Fact, err error) {
	if vault, err = d.tx.NextLetter(); err != nil {
		return 0, proof, err
	}
	if err = d.desk.Log.PutSecret(vault, secret); err != nil {
		return 0, proof, err
	}
	d.emit(TaskScheduled{Task{ID: unsetTask, Text: "Authcode dicabut kembali di registri", Due: d.now.Add(d.desk.Site.AuthcodeLife)}})
	return vault, action.Fact{Name: "secret-hash", Value: saltedHash(secret)}, nil
}

// saltedHash is "salt:hash" in hex. The secrets are random and long: one round of
// SHA-256 is not to be guessed.
func saltedHash(secret string) string {
	salt := make([]byte, 16)
	rand.Read(salt) // never fails: crypto/rand of Go 1.24 on
	sum := sha256.Sum256(append(salt, secret...))
	return hex.EncodeToString(salt) + ":" + hex.EncodeToString(sum[:])
}

// unset is the open dated work of taking an Authcode back, nil for none.
func (t *Ticket) unset() *Task {
	for i := range t.Tasks {
		if k := &t.Tasks[i]; k.ID == unsetTask && k.Done.IsZero() {
			return k
		}
	}
	return nil
}

// unsetAct has the desk itself take back an Authcode whose time is over.
func (d *Desk) unsetAct(ctx context.Context, id ID) error {
	t, err := d.Ticket(id)
	if err != nil {
		return err
	}
	a := t.SecretAct()
	if a == nil || t.unset() == nil {
		return nil
	}
	o := action.Order{Action: unsetTask, Ticket: t.Number, Step: unsetTask, Name: a.Plan.Order.Name}
	p, err := d.plan(ctx, o)
	if err != nil || p == nil {
		return err
	}
	return d.aboutAct(id, a.ID, ActDone, func(dec *decision, a *Act) error {
		n := 1
		for i := range dec.t.Acts {
			if dec.t.Acts[i].Step == unsetTask {
				n++
			}
		}
		if dec.t.unset() == nil || dec.t.OpenAct(unsetTask) != nil {
			return nil
		}
		dec.emit(ActProposed{ID: fmt.Sprintf("%s.%d", unsetTask, n), Step: unsetTask, Plan: *p, Hash: p.Hash()})
		return nil
	})
}

// unsetDue is when the desk next tries to take an Authcode back: an hour after a
// try that failed.
func (t *Ticket) unsetDue() time.Time {
	k := t.unset()
	if k == nil || t.OpenAct(unsetTask) != nil {
		return time.Time{}
	}
	due := k.Due
	for i := range t.Acts {
		if a := &t.Acts[i]; a.Step == unsetTask && a.Ended.Add(time.Hour).After(due) {
			due = a.Ended.Add(time.Hour)
		}
	}
	return due
}

// dropVaults forgets the secrets of actions that a later one took the place of,
// or whose time is over.
func (d *Desk) dropVaults(t *Ticket, done *Act) error {
	var errs []error
	for i := range t.Acts {
		a := &t.Acts[i]
		if a.Vault != 0 && a.ID != done.ID && (a.Step == done.Step && done.Vault != 0 || done.Step == unsetTask) {
			errs = append(errs, d.Log.DropSecret(a.Vault))
		}
	}
	return errors.Join(errs...)
}

// forget drops the secrets of letters that will not leave: they were taken
// back, or the command that queued them was not kept.
func (d *Desk) forget(t *Ticket, events []Event, failed bool) error {
	var errs []error
	for _, e := range events {
		switch b := e.Body.(type) {
		case LetterMoved:
			if (b.State == LetterCancelled || b.State == LetterSent || b.Settled) && !failed {
				errs = append(errs, d.Log.DropSecret(b.ID))
			}
		case TaskFinished:
			if b.ID == unsetTask && !failed {
				errs = append(errs, d.dropVaults(t, &Act{Step: unsetTask}))
			}
		case LetterQueued:
			if failed && b.Letter.HasSecret {
				errs = append(errs, d.Log.DropSecret(b.Letter.ID))
			}
		}
	}
	return errors.Join(errs...)
}
