package stage_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"deputy/aws"
	"deputy/aws/emulator"
	"deputy/aws/store"
	"deputy/model"
	"deputy/ui"
	"deputy/ui/command"
)

// desk runs commands on an emulator, with a state folder of its own.
type desk struct {
	t      *testing.T
	server *emulator.Server
	*attacker
	folder string // for all files
	store  aws.Store

	code     command.Code // of the last command
	out, err string       // and what it printed
}

// atDesk gives a desk in fake time.
func atDesk(t *testing.T, organization *model.Snapshot, do func(*desk)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(curtain))
		do(newDesk(t, organization))
	})
}

// newDesk gives a desk; it must run in a bubble.
func newDesk(t *testing.T, organization *model.Snapshot) *desk {
	t.Helper()
	server := emulator.New(organization)
	a := &attacker{server: server}
	a.attack(nil, nil)
	folder := t.TempDir()
	return &desk{t: t, server: server, attacker: a, folder: folder, store: store.New(filepath.Join(folder, "state"))}
}

// backend gives the real backend, as main does.
func (d *desk) backend() aws.Options {
	return aws.Options{Demo: true, Transport: d.attacker, Store: d.store, Keys: &aws.Keys{ID: "AKIA" + management + "DEMO", Secret: secret}}
}

// run carries out a command line, and makes sure that it prints nothing which
// must not be seen.
func (d *desk) run(args ...string) string {
	d.t.Helper()
	var out, err bytes.Buffer
	d.code = command.Run(d.t.Context(), &command.System{
		Stdin: strings.NewReader(""), Stdout: &out, Stderr: &err,
		IsTerminal:    func(any) bool { return false },
		Now:           func() time.Time { return curtain },
		Backend:       func(command.Settings) (ui.Backend, error) { return aws.New(d.backend()), nil },
		ProfileConfig: func(string) (command.ProfileConfig, error) { return command.ProfileConfig{}, nil },
	}, args)
	d.out, d.err = out.String(), err.String()
	time.Sleep(time.Minute) // the program ends, and with it its lock
	if what := unclean(d.out + d.err); what != "" {
		d.t.Errorf("deputy %s prints %s", strings.Join(args, " "), what)
	}
	return d.out + d.err
}

// checkFiles makes sure that no file holds a secret, and none but the cache, which is no
// text, a control character.
func (d *desk) checkFiles() {
	d.t.Helper()
	err := filepath.WalkDir(d.folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if packed, not := gzip.NewReader(bytes.NewReader(text)); not == nil {
			text, err = io.ReadAll(packed)
		}
		control := filepath.Ext(path) != ".cache" && bytes.ContainsFunc(text, func(r rune) bool { return r < ' ' && r != '\n' })
		if bytes.Contains(text, []byte(secret)) || control {
			d.t.Errorf("%s holds a secret or control characters:\n%s", filepath.Base(path), shortened(string(text)))
		}
		return err
	})
	if err != nil {
		d.t.Error(err)
	}
}
