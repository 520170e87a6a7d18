package search

import (
	"cmp"
	"slices"
	"sort"
	"strings"

	"deputy/model"
	"deputy/model/iam"
)

// Directory finds accounts by parts of their name, ID or e-mail address, fast
// even among many. It does not change: make another one when accounts were
// read.
type Directory struct {
	entries []DirectoryEntry // by name
	names   []iam.Name
	labels  haystack // names and IDs
	mails   haystack
}

// DirectoryEntry is an account in a directory.
type DirectoryEntry struct {
	ID          model.AccountID
	Name, Email string
}

// DirectoryEntries returns the entries for a directory of all accounts.
func DirectoryEntries(r *model.Reading) []DirectoryEntry {
	entries := make([]DirectoryEntry, 0, r.NodeCount())
	for n := range r.Accounts() {
		entries = append(entries, DirectoryEntry{n.Account(), n.Name, n.Email})
	}
	return entries
}

// NewDirectory returns a directory of entries, and keeps the slice. It takes a
// while for many.
func NewDirectory(entries []DirectoryEntry) *Directory {
	type folded struct {
		DirectoryEntry
		name string
	}
	all := make([]folded, len(entries))
	for i, e := range entries {
		all[i] = folded{e, strings.ToLower(e.Name)}
	}
	slices.SortFunc(all, func(a, b folded) int {
		return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	d := &Directory{entries: entries, names: make([]iam.Name, len(entries))}
	texts := make([]string, len(all))
	for i := range all {
		d.entries[i], texts[i] = all[i].DirectoryEntry, all[i].Name
	}
	names := newHaystack(texts) // keeps the names together in memory
	for i := range all {
		d.names[i] = iam.NewName(names.at(i))
		texts[i] = all[i].name + "\n" + string(all[i].ID)
	}
	d.labels = newHaystack(texts)
	for i := range all {
		texts[i] = strings.ToLower(all[i].Email)
	}
	d.mails = newHaystack(texts)
	return d
}

// Find returns at most so many accounts that fit the typed text: first those
// whose name or ID begins with it, then those whose words it abbreviates, then
// those that contain it. If it has an @, it looks for e-mail addresses as well.
// Among equals, the accounts stand by name.
func (d *Directory) Find(typed string, most int) []DirectoryEntry {
	if d == nil || most <= 0 {
		return nil
	}
	if typed = strings.ToLower(typed); typed == "" {
		return d.entries[:min(most, len(d.entries))]
	}
	f := finder{d: d, most: most, seen: map[int]bool{}}
	d.beginning(typed, f.add)
	f.words(typed)
	d.labels.each(typed, func(i int, _ bool) bool { return f.add(i) })
	if strings.Contains(typed, "@") {
		f.addresses(typed)
	}
	return f.found
}

// Named returns the accounts with a name or an e-mail address, in upper or
// lower case.
func (d *Directory) Named(word string) []DirectoryEntry {
	if d == nil || word == "" {
		return nil
	}
	var fit []DirectoryEntry
	add := func(i int) {
		if !slices.Contains(fit, d.entries[i]) {
			fit = append(fit, d.entries[i])
		}
	}
	folded := strings.ToLower(word)
	from := sort.Search(len(d.entries), func(i int) bool { return d.labels.at(i) >= folded+"\n" })
	for i := from; i < len(d.entries) && strings.HasPrefix(d.labels.at(i), folded+"\n"); i++ {
		add(i)
	}
	if strings.Contains(word, "@") {
		d.mails.each("\n"+folded, func(i int, _ bool) bool {
			if strings.EqualFold(d.entries[i].Email, word) {
				add(i)
			}
			return true
		})
	}
	return fit
}

// AmbiguousError returns the error that a name or an e-mail address fits no
// account, or several, and suggests some.
func (d *Directory) AmbiguousError(word string) error {
	const most = 3
	labels := func(entries []DirectoryEntry) []named {
		var all []named
		for _, e := range entries {
			all = append(all, named{e.Name, string(e.ID)})
		}
		return all
	}
	return unclearError(word, "account", "give an ID, a name or an e-mail address", labels(d.Named(word)), labels(d.Find(word, most)), "")
}

// beginning calls more with each account whose name or ID begins with the typed
// text, until it returns false.
func (d *Directory) beginning(typed string, more func(i int) bool) {
	if strings.Trim(typed, "0123456789") == "" {
		d.labels.each("\n"+typed, func(i int, _ bool) bool { return more(i) })
		return
	}
	from := sort.Search(len(d.entries), func(i int) bool { return d.labels.at(i) >= typed })
	for i := from; i < len(d.entries) && strings.HasPrefix(d.labels.at(i), typed); i++ {
		if !more(i) {
			return
		}
	}
}

// finder collects the accounts found, each once.
type finder struct {
	d     *Directory
	most  int
	found []DirectoryEntry
	seen  map[int]bool
}

// add adds an account, and reports whether there is room for more.
func (f *finder) add(i int) bool {
	if len(f.found) < f.most && !f.seen[i] {
		f.seen[i] = true
		f.found = append(f.found, f.d.entries[i])
	}
	return len(f.found) < f.most
}

// words finds the accounts whose words the typed text abbreviates. Those whose
// first word it begins with come first.
func (f *finder) words(text string) {
	typed, room := iam.NewTyped(text), f.most-len(f.found)
	var later []int
	for i := range f.d.names {
		if len(f.found) == f.most {
			return
		}
		switch f.d.names[i].Words(&typed, len(later) < room) {
		case iam.Words:
			f.add(i)
		case iam.LaterWords:
			if !f.seen[i] {
				later = append(later, i)
			}
		default:
		}
	}
	for _, i := range later {
		f.add(i)
	}
}

// addresses finds e-mail addresses that contain the typed text. Those that
// begin with it come first.
func (f *finder) addresses(typed string) {
	room := f.most - len(f.found)
	var within []int
	f.d.mails.each(typed, func(i int, begins bool) bool {
		if begins {
			return f.add(i)
		}
		if len(within) < room {
			within = append(within, i)
		}
		return len(f.found) < f.most
	})
	for _, i := range within {
		f.add(i)
	}
}
