//go:build linux

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"deputy/aws/store"
	"deputy/model/sample"
)

// marker is text of the tree: an OU of the large organization.
const marker = "Energy 13"

// starter measures how long it takes from the start of the process until something,
// and then the tree, is on the screen.
type starter struct {
	program, home string
	args, environ []string
	first, tree   []time.Duration
	worked        []time.Duration // of processors, until the tree was there
}

// start starts the program once, and ends it when the tree is there.
func (s *starter) start() error {
	began := time.Now()
	p, err := run(s.program, s.home, s.args, s.environ)
	if err != nil {
		return err
	}
	defer p.end()
	var text []byte
	for patience := time.After(20 * time.Second); ; {
		select {
		case w, open := <-p.written:
			if !open {
				return errors.New("the program ended before it showed the tree")
			}
			if len(text) == 0 {
				s.first = append(s.first, w.at.Sub(began))
			}
			if text = append(text, w.text...); bytes.Contains(text, []byte(marker)) {
				s.tree = append(s.tree, w.at.Sub(began))
				s.worked = append(s.worked, workOf(p.command.Process.Pid))
				return nil
			}
		case <-patience:
			return fmt.Errorf("no tree within 20 s: %q", text)
		}
	}
}

// workOf returns how long processors have worked for a process.
func workOf(pid int) (all time.Duration) {
	tasks, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", pid))
	for _, task := range tasks {
		text, _ := os.ReadFile(task) // a thread may have ended
		var ns int64
		_, _ = fmt.Sscan(string(text), &ns)
		all += time.Duration(ns)
	}
	return all
}

// measureStarts measures the start on a file, and the second start on an organization:
// the emulator answers on this machine, so the network takes no time.
func measureStarts(starts, accounts int, program, saved, home string) error {
	address, end, err := emulate(program, saved)
	if err != nil {
		return err
	}
	defer end()
	s := sample.Large(accounts, accounts/25, accounts/25)
	s.Taken = time.Now()
	place := store.Place{Partition: s.Caller.Partition, Organization: s.Organization.ID, Endpoint: address}
	if err := store.New(filepath.Join(home, "deputy")).Save(place, s); err != nil {
		return err
	}
	access := []string{"AWS_ACCESS_KEY_ID=AKIA" + string(s.Organization.Management) + "DEMO", "AWS_SECRET_ACCESS_KEY=demo", "AWS_REGION=us-east-1"}
	fmt.Printf("%-24s %27s   %27s   %27s\n%-24s %27s   %27s   %27s\n", "", "first output, ms", "tree, ms", "processors until then, ms",
		"start", "best      p50      p95", "best      p50      p95", "best      p50      p95")
	for name, s := range map[string]*starter{
		"with --snapshot": {program: program, home: home, args: []string{"--snapshot", saved}},
		"second start":    {program: program, home: home, args: []string{"--endpoint-url", address}, environ: access},
	} {
		for range starts {
			if err := s.start(); err != nil {
				return err
			}
		}
		figures := func(of []time.Duration) string { return percentiles(of, 0, 50, 95) }
		fmt.Printf("%-24s %s   %s   %s\n", name, figures(s.first), figures(s.tree), figures(s.worked))
	}
	return nil
}

// emulate serves a saved reading on this machine.
func emulate(program, saved string) (address string, end func(), err error) {
	c := exec.CommandContext(context.Background(), program, "emulate", "--listen", "127.0.0.1:0", "--snapshot", saved)
	said, err := c.StderrPipe()
	if err != nil {
		return "", nil, err
	}
	c.Stdout = c.Stderr
	if err := c.Start(); err != nil {
		return "", nil, err
	}
	end = func() {
		_ = c.Process.Kill()
		_ = c.Wait()
	}
	line := make([]byte, 4096)
	n, err := said.Read(line)
	_, after, found := strings.Cut(string(line[:n]), "http://")
	if err != nil || !found {
		end()
		return "", nil, fmt.Errorf("deputy emulate said %q: %w", line[:n], err)
	}
	host, _, _ := strings.Cut(after+" ", " ")
	return "http://" + strings.TrimRight(host, ".\n"), end, nil
}
