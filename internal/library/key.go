package library

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// keyBytes is the length of a home's key.
const keyBytes = 32

// Key is the secret of the home: what is written down of players is hashed
// with it. An Owner makes it when it is first asked for, and never another one in
// its place; a Reader finds it, or fails with fs.ErrNotExist.
func (l *Library) Key(ctx context.Context) (key [keyBytes]byte, err error) {
	if l.mode == Owner {
		if err := l.takeTurn(ctx, "making the key"); err != nil {
			return key, err
		}
		defer l.doneWriting()
	}
	key, err = l.readKey()
	if l.mode == Owner && errors.Is(err, fs.ErrNotExist) {
		err = l.makeKey()
		if err == nil {
			key, err = l.readKey()
		}
	}
	return key, failed("read", filepath.Join(l.home, keyName), err)
}

func (l *Library) readKey() (key [keyBytes]byte, err error) {
	path := filepath.Join(l.home, keyName)
	text, err := os.ReadFile(path)
	if err != nil {
		return key, err
	}
	if len(text) != len(key) {
		return key, &Trouble{
			What: fmt.Sprintf("the key %s has %d bytes, and not %d", path, len(text), len(key)),
			Do:   "put it back from a copy; or move it away, and a new one is made: players then have other marks in new journals",
		}
	}
	copy(key[:], text)
	return key, nil
}

// makeKey puts a new key in the place where there is none.
func (l *Library) makeKey() error {
	var key [keyBytes]byte
	_, _ = rand.Read(key[:]) // never fails
	temp := filepath.Join(l.home, tmpName, keyName+tempMark+newToken(4))
	if err := writeFile(l.disk, temp, secretMode, key[:]); err != nil {
		return err
	}
	if err := l.disk.rename(temp, filepath.Join(l.home, keyName)); err != nil {
		return joined(err, os.Remove(temp))
	}
	return l.disk.syncDir(l.home)
}
