package ticket

import (
	"encoding/json"
	"fmt"
)

// Between the word of the record that a ticket is erased and the end of its key nothing
// may be kept: what is said of the ticket afterwards would be sealed with the key that
// goes. So the next thing that is kept drops the key first, also where the program
// ended in between.

// keepErasing is where the erased tickets are kept whose keys are to go.
const keepErasing = "erasing"

func readErasing(tx ReadTx) (ids []ID, err error) {
	data, err := tx.Keep(keepErasing)
	if err == nil && data != nil {
		err = json.Unmarshal(data, &ids)
	}
	return ids, err
}

// saveErasing belongs to the transaction that erases the last of them.
func saveErasing(tx Tx, ids []ID) error {
	data, err := json.Marshal(ids)
	if err != nil {
		return err
	}
	return tx.SetKeep(keepErasing, data)
}

// dropErased drops the keys that are to go. d.keeping is held.
func (d *Desk) dropErased() error {
	v, ok := d.Log.(Vault)
	if len(d.erasing) == 0 || !ok {
		return nil
	}
	err := v.DestroyTickets(d.erasing...)
	if err == nil {
		err = d.Log.Update(func(tx Tx) error { return tx.SetKeep(keepErasing, nil) })
	}
	if err != nil {
		return fmt.Errorf("drop the keys of erased tickets: %w", err)
	}
	d.erasing = nil
	return nil
}

// endErasing is dropErased for everybody else.
func (d *Desk) endErasing() error {
	d.keeping.Lock()
	defer d.keeping.Unlock()
	return d.dropErased()
}
