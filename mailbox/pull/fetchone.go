package pull

import (
	"context"
	"fmt"
)

// FetchOne reads one message whole, up to Account.MaxFetch, over a connection of
// its own: what came as headers only because it is larger than MaxSize. The
// message is held in memory; nothing is changed on the server. The error is a
// *Refusal or ctx's error: Renumbered when the folder has other numbers by now,
// Gone when the message is not there any more, TooLarge above the bound.
func FetchOne(ctx context.Context, a Account, folder string, validity, uid uint32) (Fetched, error) {
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
		return refuse(Renumbered, "the server numbers folder %s anew; its mail is read again under other numbers, and is to be fetched from there", words(folder))
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
	m.Folder, m.UIDValidity = folder, validity
	return m, nil
}
