package iam

import (
	"bytes"
	"cmp"
	"compress/gzip"
	_ "embed" // for the names
	"encoding/binary"
	"io"
	"slices"
	"strings"
	"sync"
)

//go:embed names.txt.gz
var zipped []byte

// names returns the text of names.txt. Zipped it is a sixth as large, and nobody but a
// test can have damaged what is embedded.
var names = sync.OnceValue(unzip)

func unzip() string {
	r, err := gzip.NewReader(bytes.NewReader(zipped))
	if err != nil {
		panic("names.txt.gz: " + err.Error())
	}
	var text strings.Builder
	size := int(binary.LittleEndian.Uint32(zipped[len(zipped)-4:])) // a zipped file ends in its size
	text.Grow(size)
	if _, err := io.CopyN(&text, r, int64(size)); err != nil {
		panic("names.txt.gz: " + err.Error())
	}
	return text.String()
}

// Access is what an action does, as the reference classifies it.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_understand-policy-summary-access-level-summaries.html
type Access byte

// The access levels. Tagging and permissions management are kinds of writing.
const (
	Read        Access = 'R'
	List        Access = 'L'
	Write       Access = 'W'
	Tagging     Access = 'T'
	Permissions Access = 'P'
)

// Words returns the level as AWS calls it, in small letters.
func (a Access) Words() string {
	switch a {
	case Read:
		return "read"
	case List:
		return "list"
	case Write:
		return "write"
	case Tagging:
		return "tagging"
	case Permissions:
		return "permissions management"
	}
	return ""
}

// Action is one action of a service.
type Action struct {
	Service string   // the service's prefix, such as s3
	Name    string   // such as PutBucketPolicy
	Access  Access   // the access level
	Types   []string // the resource types that it takes; none if it takes only *
}

// String returns the action as policies write it.
func (a Action) String() string { return a.Service + ":" + a.Name }

// service is one service with its lines of the file.
type service struct {
	prefix, name    string
	resources, keys []string
	lists           []string // of condition keys, which actions and types share

	lines string // the actions
	once  sync.Once
	split []entry
}

// entry is an action's line, which is split when somebody needs it.
type entry struct {
	line    string
	end     int    // of the name
	letters uint64 // of the name
}

func (e *entry) name() string { return e.line[:e.end] }

// read splits the file into services, once.
var read = sync.OnceValue(func() []*service {
	var all []*service
	_, text, _ := strings.Cut(names(), "\n:") // the date comes first
	for section := range strings.SplitSeq(text, "\n:") {
		head, lines, _ := strings.Cut(section, "\n")
		s := new(service)
		s.prefix, s.name, _ = strings.Cut(head, " ")
		for lines != "" && s.takes(lines[0]) != nil {
			line, rest, _ := strings.Cut(lines, "\n")
			of := s.takes(line[0])
			*of, lines = append(*of, line[1:]), rest
		}
		s.lines = strings.TrimSuffix(lines, "\n")
		all = append(all, s)
	}
	return all
})

// takes returns what lines with a mark are of; nil for the actions, which come last.
func (s *service) takes(mark byte) *[]string {
	switch mark {
	case '@':
		return &s.resources
	case '?':
		return &s.keys
	case '%':
		return &s.lists
	default:
		return nil
	}
}

// actions returns the actions of the service. They are split when somebody needs them,
// since of most services nobody does.
func (s *service) actions() []entry {
	s.once.Do(func() {
		if s.lines == "" {
			return
		}
		s.split = make([]entry, 0, strings.Count(s.lines, "\n")+1)
		for line := range strings.SplitSeq(s.lines, "\n") {
			end := strings.IndexByte(line, ' ')
			s.split = append(s.split, entry{line, end, Letters(line[:end])})
		}
	})
	return s.split
}

// AsOf returns the date of the reference that the names come from, such as
// 2026-09-26.
func AsOf() string {
	first, _, _ := strings.Cut(names(), "\n")
	return strings.TrimPrefix(first, "#")
}

// find returns the service with a prefix, whose case does not matter, or nil.
func find(prefix string) *service {
	all, prefix := read(), strings.ToLower(prefix)
	if i, ok := slices.BinarySearchFunc(all, prefix, func(s *service, p string) int { return strings.Compare(s.prefix, p) }); ok {
		return all[i]
	}
	return nil
}

// action parses an action's line.
func (s *service) action(i int) Action {
	fields := strings.Fields(s.actions()[i].line)
	a := Action{Service: s.prefix, Name: fields[0], Access: Access(fields[1][0])}
	for _, f := range fields[2:] {
		name, _, _ := strings.Cut(f, listMark)
		a.Types = append(a.Types, strings.TrimSuffix(name, requiredMark))
	}
	return a
}

// ServiceName returns the name of the service with a prefix, or the empty text
// if that is not known.
func ServiceName(prefix string) string {
	if s := find(prefix); s != nil {
		return s.name
	}
	return ""
}

// Lookup returns the action written as service:Name, in any case.
func Lookup(action string) (Action, bool) {
	s, i := lookup(action)
	if s == nil {
		return Action{}, false
	}
	return s.action(i), true
}

// lookup returns the service of an action, and the action's place in it; nil if
// the action is not known.
func lookup(action string) (*service, int) {
	prefix, name, _ := strings.Cut(action, ":")
	s := find(prefix)
	if s == nil {
		return nil, 0
	}
	if i, ok := slices.BinarySearchFunc(s.actions(), name, func(e entry, name string) int { return compareFold(e.name(), name) }); ok {
		return s, i
	}
	return nil, 0
}

// compareFold compares two names as if they were in lower case.
func compareFold(a, b string) int {
	for i := range min(len(a), len(b)) {
		if c := cmp.Compare(lower(a[i]), lower(b[i])); c != 0 {
			return c
		}
	}
	return cmp.Compare(len(a), len(b))
}

// AnyAction reports whether there is an action for which both functions return
// true: service for the prefix of its service and action for its name.
func AnyAction(service, action func(name string) bool) bool {
	all := read()
	for i := range all {
		if service(all[i].prefix) && slices.ContainsFunc(all[i].actions(), func(e entry) bool { return action(e.name()) }) {
			return true
		}
	}
	return false
}

// Keys returns the condition keys of a service.
func Keys(prefix string) []string {
	if s := find(prefix); s != nil {
		return s.keys
	}
	return nil
}
