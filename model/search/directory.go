package search

import (
	"cmp"
	"slices"
	"sort"
	"strings"

	"deputy/model"
	"deputy/model/iam"
)

// Directory finds accounts by what is typed of their name, ID or e-mail address,
// at once among many. It does not change; make a new one when accounts were
// read.
type Directory struct {
	entries []DirectoryEntry // by name
	names   []iam.Name
	labels  haystack // names and IDs
	mails   haystack
}

// DirectoryEntry is an account as a directory has it.
type DirectoryEntry struct {
	ID          model.AccountID
	Name, Email string
}

// DirectoryEntries gives what a directory of the accounts is made of.
func DirectoryEntries(r *model.Reading) []DirectoryEntry {
	entries := make([]DirectoryEntry, 0, r.NodeCount())
	for n := range r.Accounts() {
		entries = append(entries, DirectoryEntry{n.Account(), n.Name, n.Email})
	}
	return entries
}

// NewDirectory makes a directory of entries, which become its own. Of many that
// takes a while.
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
	called := newHaystack(texts) // what is looked at in turn stands side by side
	for i := range all {
		d.names[i] = iam.NewName(called.at(i))
		texts[i] = all[i].name + "\n" + string(all[i].ID)
	}
	d.labels = newHaystack(texts)
	for i := range all {
		texts[i] = strings.ToLower(all[i].Email)
	}
	d.mails = newHaystack(texts)
	return d
}

// Find gives the accounts that fit what is typed, at most so many: those whose
// name or ID begins with it, then those whose words it fits piece by piece, then
// those that have it somewhere; with an @ also those whose address has it. Those
// that fit alike stand by name.
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

// Named gives the accounts that have a name or an e-mail address, upper and
// lower case alike.
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

// Unclear says that no account, or not one alone, has a name or an e-mail
// address, and what comes near.
func (d *Directory) Unclear(word string) error {
	const most = 3
	labels := func(entries []DirectoryEntry) []named {
		var all []named
		for _, e := range entries {
			all = append(all, named{e.Name, string(e.ID)})
		}
		return all
	}
	return unclear(word, "account", "give an ID, a name or an e-mail address", labels(d.Named(word)), labels(d.Find(word, most)), "")
}

// beginning tells which names or IDs begin with what is typed, until that is
// enough.
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

// finder collects what was found, each once.
type finder struct {
	d     *Directory
	most  int
	found []DirectoryEntry
	seen  map[int]bool
}

// add takes an entry in, and tells whether there is room for more.
func (f *finder) add(i int) bool {
	if len(f.found) < f.most && !f.seen[i] {
		f.seen[i] = true
		f.found = append(f.found, f.d.entries[i])
	}
	return len(f.found) < f.most
}

// words looks for names whose words fit, from the first word on before others.
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

// addresses looks for e-mail addresses, those that begin with what is typed
// before others.
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

// haystack is the texts of many things one after the other, each behind a line
// break.
type haystack struct {
	text string
	ends []int
	has  uint64 // the letters of all of them
}

func newHaystack(texts []string) haystack {
	h := haystack{ends: make([]int, len(texts))}
	var b strings.Builder
	for i, text := range texts {
		b.WriteString("\n" + text)
		h.ends[i] = b.Len()
	}
	h.text = b.String()
	h.has = iam.Letters(h.text)
	return h
}

// at gives a text.
func (h *haystack) at(i int) string {
	from := 0
	if i > 0 {
		from = h.ends[i-1]
	}
	return h.text[from+1 : h.ends[i]]
}

// each tells, in their order, which of the texts have something and whether they
// begin with it, until that is enough.
func (h *haystack) each(needle string, more func(i int, begins bool) bool) {
	if has := iam.Letters(needle); h.has&has != has {
		return
	}
	for at := 0; ; {
		found := strings.Index(h.text[at:], needle)
		if found < 0 {
			return
		}
		found += at
		i, _ := slices.BinarySearch(h.ends, found+1)
		if found+len(needle) > h.ends[i] {
			at = found + 1 // it goes on into the next text
			continue
		}
		if !more(i, i == 0 && found == 1 || i > 0 && found == h.ends[i-1]+1) {
			return
		}
		at = h.ends[i]
	}
}
