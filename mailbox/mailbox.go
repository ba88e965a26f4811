package mailbox

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"loket/mailbox/dispatch"
	"loket/mailbox/pull"
	"loket/ticket"
)

// Exchange is the traffic of one desk. Fill the fields before Run, and call Run
// once; Now and Status may be called from anywhere, also before it.
type Exchange struct {
	Desk     *ticket.Desk
	Accounts []pull.Account
	Sink     pull.Sink
	Post     *dispatch.Post // nil where no SMTP server is configured: letters wait
	Files    Inspector      // nil where files are only listed
	Logger   *slog.Logger

	mu      sync.Mutex
	folders map[string]pull.Status
	nudge   chan struct{}
	stirred chan struct{} // a folder's state changed
	once    sync.Once
}

// Inspector inspects the files that wait for it; it returns when none is left, and
// after the ticket at hand when free says that mail comes first.
type Inspector interface {
	InspectWhile(ctx context.Context, free func() bool) error
	RecogniseWhile(ctx context.Context, free func() bool) error // the text of scans, beside the other
}

// Status is the state of all folders in one.
type Status struct {
	State       string    // off, or the worst of the folders' states
	Err         error     // *pull.Refusal
	Code, Error string    // of Err
	Done, Total int       // while mail comes in
	Next        time.Time // when a folder that waits or failed is tried again
	Read        time.Time // when the last folder of all was read to its end; zero: one never was
}

// tickEvery is how often time is looked at; deadlines are minutes.
const tickEvery = 10 * time.Second

// Run serves until ctx ends. A part that fails is logged and does not stop the
// others: the console opens on what it has.
func (x *Exchange) Run(ctx context.Context) {
	x.init()
	var wg sync.WaitGroup
	for _, part := range []struct {
		name string
		run  func(context.Context) error
	}{{"pull", x.pull}, {"send", x.send}, {"inspect", x.inspect}, {"recognise", x.recognise}, {"clock", x.clock}, {"closed tickets", x.closed}} {
		wg.Go(func() {
			if err := part.run(ctx); err != nil && ctx.Err() == nil && x.Logger != nil {
				x.Logger.Error("stopped", "part", part.name, "error", err)
			}
		})
	}
	wg.Wait()
}

func (x *Exchange) init() {
	x.once.Do(func() {
		x.folders = make(map[string]pull.Status)
		x.nudge = make(chan struct{}, 1)
		x.stirred = make(chan struct{}, 1)
		if x.Post != nil && x.Post.Mailbox.Name == "" && len(x.Accounts) > 0 {
			x.Post.Mailbox = x.Accounts[0] // has the Sent folder
		}
	})
}

// pull reads the accounts until ctx ends, anew each time somebody asks for it.
func (x *Exchange) pull(ctx context.Context) error {
	for len(x.Accounts) > 0 && ctx.Err() == nil {
		inner, cancel := context.WithCancel(ctx)
		done := make(chan error, 1)
		go func() { done <- pull.Run(inner, x.Accounts, x.Sink, x.note) }()
		select {
		case err := <-done:
			cancel()
			return err
		case <-x.nudge:
			cancel()
			<-done
		}
	}
	return nil
}

// Now connects again at once, for somebody who does not want to wait.
func (x *Exchange) Now() {
	x.init()
	select {
	case x.nudge <- struct{}{}:
	default:
	}
}

func (x *Exchange) note(s pull.Status) {
	x.mu.Lock()
	defer x.mu.Unlock()
	key := s.Account + "\x00" + s.Folder
	if old, ok := x.folders[key]; x.Logger != nil && s.Err != nil && (!ok || old.Err == nil || old.Err.Error() != s.Err.Error()) {
		x.Logger.Warn("mailbox", "account", s.Account, "folder", s.Folder, "state", s.State, "error", s.Err)
	}
	x.folders[key] = s
	select {
	case x.stirred <- struct{}{}:
	default:
	}
}

// inspect has files inspected as they come. While mail is read in it waits, be it
// that some tickets were looked at before and others are still to be: first
// everything is on the queue, then the files are looked at. Only a ticket whose
// files are at hand when mail comes is brought to its end beside the pull.
func (x *Exchange) inspect(ctx context.Context) error {
	if x.Files == nil {
		return nil
	}
	changed, done := x.Desk.Subscribe()
	defer done()
	for {
		wait := inspectEvery
		if err := x.Files.InspectWhile(ctx, x.free); err != nil && ctx.Err() == nil {
			wait = inspectAgain
			if x.Logger != nil {
				x.Logger.Error("inspect files", "error", err)
			}
		}
		if !x.rest(ctx, wait, changed) {
			return ctx.Err()
		}
	}
}

// free says that no folder is being read in.
func (x *Exchange) free() bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, s := range x.folders {
		if s.State == pull.Pulling {
			return false
		}
	}
	return true
}

// recognise has scans recognised as they come. It waits while mail is read in or
// files are still to be inspected: everything else goes first.
func (x *Exchange) recognise(ctx context.Context) error {
	if x.Files == nil {
		return nil
	}
	changed, done := x.Desk.Subscribe()
	defer done()
	for {
		if err := x.Files.RecogniseWhile(ctx, x.free); err != nil && ctx.Err() == nil && x.Logger != nil {
			x.Logger.Error("recognise scans", "error", err)
		}
		t := time.NewTimer(time.Minute) // what stirs the inspection is not taken from it
		select {
		case <-ctx.Done():
			t.Stop()
			return ctx.Err()
		case <-t.C:
		case <-changed:
			t.Stop()
		}
	}
}

// inspectEvery is how often a malware scanner that was away is looked for.
const inspectEvery = time.Minute

// inspectAgain is the wait after an inspection that could not be kept.
const inspectAgain = 10 * time.Second

// rest waits until something changed; false: ctx ended.
func (x *Exchange) rest(ctx context.Context, wait time.Duration, changed <-chan struct{}) bool {
	t := time.NewTimer(wait)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
	case <-changed:
	case <-x.stirred:
	}
	return true
}

// weight orders states: the worst is shown.
func weight(state string) int {
	return 1 + slices.Index([]string{pull.Idle, pull.Polling, pull.Connecting, pull.Pulling, pull.Waiting, pull.Failed}, state)
}

// Status sums the folders up.
func (x *Exchange) Status() Status {
	x.init()
	x.mu.Lock()
	defer x.mu.Unlock()
	out := Status{State: "off"}
	if len(x.Accounts) > 0 {
		out.State = pull.Connecting
	}
	worst := 0
	for i, key := range slices.Sorted(maps.Keys(x.folders)) { // of two equally bad always the same is named
		s := x.folders[key]
		if s.State == pull.Pulling {
			out.Done += s.Done
			out.Total += s.Total
		}
		if i == 0 || s.LastOK.Before(out.Read) {
			out.Read = s.LastOK
		}
		if w := weight(s.State); w > worst {
			worst, out.State, out.Err, out.Next = w, s.State, s.Err, s.Next
		}
	}
	if no := (*pull.Refusal)(nil); errors.As(out.Err, &no) {
		out.Code, out.Error = string(no.Code), no.Error()
	}
	return out
}

func (x *Exchange) send(ctx context.Context) error {
	if x.Post == nil {
		return nil
	}
	return x.Post.Run(ctx)
}

// clock records what is missed, and counts deadlines anew after a change of the
// calendar.
func (x *Exchange) clock(ctx context.Context) error {
	if _, err := x.Desk.Recount(ctx); err != nil && x.Logger != nil {
		x.Logger.Error("count deadlines anew", "error", err)
	}
	t := time.NewTicker(tickEvery)
	defer t.Stop()
	for {
		if err := x.Desk.Tick(ctx); err != nil && !errors.Is(err, context.Canceled) && x.Logger != nil {
			x.Logger.Error("notice time", "error", err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-t.C:
		}
	}
}

func (x *Exchange) closed(context.Context) error { return x.Desk.LoadClosed() }
