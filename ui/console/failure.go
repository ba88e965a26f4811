package console

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strconv"

	"loket/domain/clean"
	"loket/ticket"
	"loket/ui/kit"
)

// failed shows why something was not done: a refusal with what to do next, who
// acted first, or a reference to the log.
func (a *App) failed(err error) kit.Intent {
	var stale *ticket.Stale
	var overtaken *ticket.Overtaken
	switch {
	case errors.Is(err, context.Canceled):
		return nil
	case errors.As(err, &stale), errors.As(err, &overtaken):
		return kit.Toast{Text: a.words(err), Level: kit.Warn}
	}
	return kit.Toast{Text: a.words(err), Level: kit.Bad}
}

// words puts an error into the officer's language. What is neither a refusal
// nor known is logged under a short reference and only that is shown.
func (a *App) words(err error) clean.Text {
	e := a.env
	var stale *ticket.Stale
	var overtaken *ticket.Overtaken
	var refusal *ticket.Refusal
	if f := ticket.FaultOf(err); f != nil {
		a.opt.Logger.Error("not kept", "officer", a.opt.Officer, "err", err)
		err = f.Refusal()
	}
	switch {
	case errors.As(err, &stale):
		if key := "people.event." + stale.Kind; e.Lang.Has(key) {
			return e.T("failed.stale-what", e.OfficerName(stale.By), e.Moment(stale.At), e.T(key))
		}
		return e.T("failed.stale", e.OfficerName(stale.By), e.Moment(stale.At))
	case errors.As(err, &overtaken):
		return e.T("failed.overtaken")
	case errors.As(err, &refusal):
		return e.Lang.Refusal(refusal)
	case errors.Is(err, ticket.ErrNotFound):
		return e.T("failed.not-found")
	}
	sum := sha256.Sum256([]byte(err.Error() + strconv.FormatInt(a.opt.Now().UnixNano(), 36)))
	ref := hex.EncodeToString(sum[:2])
	a.opt.Logger.Error("command failed", "ref", ref, "officer", a.opt.Officer, "err", err)
	return e.T("failed.internal", ref)
}
