package iam

import (
	"bytes"
	"cmp"
	"compress/gzip"
	_ "embed" // for the names
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
	text, err := io.ReadAll(r)
	if err != nil {
		panic("names.txt.gz: " + err.Error())
	}
	return string(text)
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
	actions         []entry
}

// entry is an action's line, which is split when somebody needs it.
type entry struct {
	line    string
	end     int    // of the name
	letters uint64 // of the name
}

func (e *entry) name() string { return e.line[:e.end] }

// read splits the file into services, once.
var read = sync.OnceValue(func() []service {
	var all []service
	var s *service
	for line := range strings.Lines(names()) {
		line = strings.TrimSuffix(line, "\n")
		switch line[0] {
		case '#':
		case ':':
			prefix, name, _ := strings.Cut(line[1:], " ")
			all = append(all, service{prefix: prefix, name: name})
			s = &all[len(all)-1]
		case '@':
			s.resources = append(s.resources, line[1:])
		case '?':
			s.keys = append(s.keys, line[1:])
		case '%':
			s.lists = append(s.lists, line[1:])
		default:
			end := strings.IndexByte(line, ' ')
			s.actions = append(s.actions, entry{line, end, Letters(line[:end])})
		}
	}
	return all
})

// AsOf returns the date of the reference that the names come from, such as
// 2026-09-26.
func AsOf() string {
	first, _, _ := strings.Cut(names(), "\n")
	return strings.TrimPrefix(first, "#")
}

// find returns the service with a prefix, whose case does not matter, or nil.
func find(prefix string) *service {
	all, prefix := read(), strings.ToLower(prefix)
	if i, ok := slices.BinarySearchFunc(all, prefix, func(s service, p string) int { return strings.Compare(s.prefix, p) }); ok {
		return &all[i]
	}
	return nil
}

// action parses an action's line.
func (s *service) action(i int) Action {
	fields := strings.Fields(s.actions[i].line)
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
	if i, ok := slices.BinarySearchFunc(s.actions, name, func(e entry, name string) int { return compareFold(e.name(), name) }); ok {
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
		if service(all[i].prefix) && slices.ContainsFunc(all[i].actions, func(e entry) bool { return action(e.name()) }) {
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
