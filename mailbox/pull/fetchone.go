package pull

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/emersion/go-imap/v2"
)

// FetchOne reads one message whole, up to Account.MaxFetch, over a connection of
// its own: what came as headers only because it is larger than MaxSize. The
// message is held in memory; nothing is changed on the server. The error is a
// *Refusal or ctx's error: Gone when the message is not in the folder any more,
// TooLarge above the bound.
//
// Where the folder has other numbers by now, the message is looked for by its
// Message-ID ("" if it has none); the caller must see that it is the same.
func FetchOne(ctx context.Context, a Account, folder string, validity, uid uint32, messageID string) (Fetched, error) {
	a.MoveTo = "" // opened for reading only
	l, err := Connect(ctx, a)
	if err != nil {
		return Fetched{}, err
	}
	defer l.Close()
	refuse := func(code Code, format string, args ...any) (Fetched, error) {
		return Fetched{}, &Refusal{Code: code, Account: a.Name, Folder: folder, Host: l.endpoint.addr(), Text: fmt.Sprintf(format, args...)}
	}
	box, err := l.enter(ctx, folder)
	if err != nil {
		return Fetched{}, err
	}
	if box.UIDValidity != validity {
		if uid, err = l.find(ctx, messageID); err != nil {
			return Fetched{}, err
		}
		if uid == 0 {
			return refuse(Gone, "the server numbers folder %s anew, and the message is not found in it", words(folder))
		}
	}
	all, err := l.list(ctx, uid, uid)
	if err != nil {
		return Fetched{}, err
	}
	if len(all) == 0 || all[0].uid != uid {
		return refuse(Gone, "the message is not in folder %s any more", words(folder))
	}
	if all[0].size > a.maxFetch() {
		return refuse(TooLarge, "the message has %d bytes, and no more than %d are fetched (max_fetch)", all[0].size, a.maxFetch())
	}
	l.account.MaxSize = a.maxFetch()
	f := l.launch(ctx, chunk{want: all[:1], bytes: all[0].size, alone: true, upto: uid})
	<-f.done
	messages, _, why, err := f.settle()
	switch {
	case err != nil:
		return Fetched{}, err
	case len(messages) == 0 && why != nil:
		return refuse(ServerSays, "the server does not give the message (%s)", words(why.Error()))
	case len(messages) == 0:
		return refuse(Gone, "the message is not in folder %s any more", words(folder))
	case messages[0].Oversize:
		return refuse(TooLarge, "the message has more than %d bytes (max_fetch)", a.maxFetch())
	}
	m := messages[0]
	m.Folder, m.UIDValidity = folder, box.UIDValidity
	return m, nil
}

// find gives the newest message of the open folder with a Message-ID, 0 if there
// is none. The id is a stranger's word: one that no header could hold is not
// asked for.
func (l *Link) find(ctx context.Context, messageID string) (uint32, error) {
	id := strings.Trim(messageID, "<>")
	if id == "" || len(id) > 500 || strings.ContainsFunc(id, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return 0, nil
	}
	var found []imap.UID
	err := l.Do(ctx, 10*l.endpoint.silence(), func() error {
		data, err := l.Client.UIDSearch(&imap.SearchCriteria{Header: []imap.SearchCriteriaHeaderField{{Key: "Message-ID", Value: id}}}, nil).Wait()
		if err == nil {
			found = data.AllUIDs()
		}
		return err
	})
	if err != nil || len(found) == 0 {
		return 0, err
	}
	return uint32(slices.Max(found)), nil
}
