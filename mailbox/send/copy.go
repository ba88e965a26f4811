package send

import (
	"context"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"loket/mailbox/pull"
)

// Copy is a letter's place in the Sent folder, readied before the letter leaves:
// the server has accepted the command and waits for the bytes. What comes
// between a letter's leaving and its being kept is then one write. A program
// that ends before it leaves no trace in the folder.
//
// Every Copy ends with one Keep or Drop.
type Copy struct {
	link  *pull.Link
	end   context.CancelFunc
	raw   []byte
	cmd   *imapclient.AppendCommand
	there bool
}

// OpenCopy readies a place in the account's Sent folder. folder "" means the
// folder the server marks \Sent (RFC 6154), else one named Sent, which is created
// if there is none. ctx ends the readying, not what Keep does later. The error is
// a *pull.Refusal or ctx's.
func OpenCopy(ctx context.Context, a pull.Account, folder string, raw []byte, at time.Time) (*Copy, error) {
	longer, end := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, end)
	c := &Copy{end: end, raw: raw}
	err := c.open(longer, a, folder, at)
	if !stop() && err == nil {
		err = ctx.Err()
	}
	if err != nil {
		c.Drop()
		if ctx.Err() != nil {
			err = ctx.Err()
		}
		return nil, err
	}
	return c, nil
}

func (c *Copy) open(ctx context.Context, a pull.Account, folder string, at time.Time) (err error) {
	if c.link, err = pull.Connect(ctx, a); err != nil {
		return err
	}
	if folder == "" {
		if folder, err = sentFolder(ctx, c.link); err != nil {
			return err
		}
	}
	if folder == "" {
		folder = "Sent"
	}
	if err := ensure(ctx, c.link, folder); err != nil {
		return err
	}
	if id := messageID(c.raw); id != "" {
		if c.there, err = find(ctx, c.link, folder, id); c.there || err != nil {
			return err
		}
	}
	return c.link.Do(ctx, 0, func() error {
		// A refusal of the server shows when the bytes are written.
		c.cmd = c.link.Client.Append(folder, int64(len(c.raw)), &imap.AppendOptions{Flags: []imap.Flag{imap.FlagSeen}, Time: at})
		return nil
	})
}

// Keep puts the letter there, marked as read, and waits for the server's word.
// A letter whose Message-ID is there already is not put there twice.
func (c *Copy) Keep(ctx context.Context) error {
	defer c.Drop()
	if c.there {
		return nil
	}
	defer context.AfterFunc(ctx, c.end)()
	budget := time.Minute + time.Duration(len(c.raw)/4096)*time.Second
	return c.link.Do(ctx, budget, func() error {
		_, failed := c.cmd.Write(c.raw)
		if err := c.cmd.Close(); failed == nil {
			failed = err
		}
		// The server's own words are better than a cut-off write.
		if _, err := c.cmd.Wait(); err != nil {
			return err
		}
		return failed
	})
}

// Drop gives the place up.
func (c *Copy) Drop() {
	c.end()
	if c.link != nil {
		c.link.Close()
	}
}

// AppendSent keeps a copy of a sent letter at once: OpenCopy and Keep.
func AppendSent(ctx context.Context, a pull.Account, folder string, raw []byte, at time.Time) error {
	c, err := OpenCopy(ctx, a, folder, raw, at)
	if err != nil {
		return err
	}
	return c.Keep(ctx)
}
