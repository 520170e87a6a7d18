package codec

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"deputy/model"
	"deputy/model/phrase"
)

// TextFile is one of the small files as which a reading can be kept in a version
// control system.
type TextFile struct {
	Path string // below the folder, with slashes
	Text []byte
}

// Text returns a reading as small files, by their paths: one for each root, OU,
// account and policy, the document of each policy with line breaks, the targets of
// each, and lists of the rest. Equal readings have equal files, but for reading.json,
// which has when and by whom the reading was taken.
//
//	reading.json tree.txt
//	roots/ID.json ous/ID.json accounts/ID.json tags/ID.json
//	policies/ID.json policies/ID.document.json attachments/ID.txt
//	trusted-access.json delegations.json services.json regions.json gaps.json unread.json
//	resource-policy.json resource-policy.document.json
//	effective-policies/ACCOUNT-TYPE.json invalid-policies.json
//	management-gaps.json management-unread.json
func Text(s *model.Snapshot) ([]TextFile, error) {
	var b bytes.Buffer
	if err := Encode(&b, s); err != nil {
		return nil, err
	}
	var parts map[string]json.RawMessage
	if err := json.Unmarshal(b.Bytes(), &parts); err != nil {
		return nil, fmt.Errorf("split the reading: %w", err)
	}
	t := &textWriter{files: map[string][]byte{}, names: map[string]string{}}
	head := map[string]json.RawMessage{}
	for _, key := range slices.Sorted(maps.Keys(parts)) {
		switch key {
		case "roots", "units", "accounts":
			t.objects(strings.Replace(key, "units", "ous", 1), parts[key])
		case "policies":
			t.policies(parts[key])
		case "attachments":
			t.attachments(parts[key])
		case "tags":
			t.tags(parts[key])
		case "resourcePolicy":
			t.document("resource-policy", parts[key])
		case "effectivePolicies":
			t.effectivePolicies(parts[key])
		case "trustedAccess", "delegations", "services", "regions", "gaps", "unread", "invalidPolicies", "managementGaps", "managementUnread":
			if !slices.Contains([]string{"[]", "null"}, string(parts[key])) {
				t.put(phrase.Kebab(key)+".json", parts[key])
			}
		default:
			head[key] = parts[key]
		}
	}
	t.value("reading.json", head)
	t.files["tree.txt"] = tree(s)
	out := make([]TextFile, 0, len(t.files))
	for _, path := range slices.Sorted(maps.Keys(t.files)) {
		out = append(out, TextFile{path, t.files[path]})
	}
	return out, t.err
}

// textPath matches the paths of the files that Text returns.
var textPath = phrase.Regexp(`^((reading|tree|trusted-access|delegations|services|regions|gaps|unread|invalid-policies|management-gaps|management-unread|resource-policy|resource-policy\.document)|(roots|ous|accounts|tags|policies|attachments|effective-policies)/[A-Za-z0-9_-][A-Za-z0-9._~-]*)\.(json|txt)$`)

// IsTextPath reports whether a path may be that of a file that Text returns.
func IsTextPath(path string) bool { return textPath().MatchString(path) }

// textWriter gathers the files and keeps the first error.
type textWriter struct {
	files map[string][]byte
	names map[string]string // by the path in lower case
	err   error
}

// unmarshal decodes a part that Encode has written.
func (t *textWriter) unmarshal(text []byte, to any) {
	if err := json.Unmarshal(text, to); err != nil && t.err == nil {
		t.err = fmt.Errorf("split the reading: %w", err)
	}
}

// put adds a file of JSON.
func (t *textWriter) put(path string, text []byte) {
	var b bytes.Buffer
	if err := json.Indent(&b, bytes.TrimSpace(text), "", "  "); err != nil && t.err == nil {
		t.err = fmt.Errorf("write %s: %w", path, err)
	}
	t.files[path] = append(b.Bytes(), '\n')
}

// value adds a file of JSON of a value.
func (t *textWriter) value(path string, v any) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil && t.err == nil {
		t.err = fmt.Errorf("write %s: %w", path, err)
	}
	t.put(path, b.Bytes())
}

// plainID matches IDs that are safe as names of files everywhere.
var plainID = phrase.Regexp(`^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$`)

// path returns the path of a thing without its ending: by its ID, or by the ID in
// digits where no file can be named like it. IDs that differ in case only get
// different names, since not every file system tells them apart.
func (t *textWriter) path(folder, id string) string {
	name := id
	if !plainID().MatchString(id) {
		name = "id-" + hex.EncodeToString([]byte(id))
		name = name[:min(len(name), 200)]
	}
	path := folder + "/" + name
	for n := 2; ; n++ {
		lower := strings.ToLower(path)
		if holder, taken := t.names[lower]; !taken || holder == folder+"/"+id {
			t.names[lower] = folder + "/" + id
			return path
		}
		path = folder + "/" + name + "~" + strconv.Itoa(n)
	}
}

// objects adds a file for each object of a list.
func (t *textWriter) objects(folder string, list json.RawMessage) {
	var all []json.RawMessage
	t.unmarshal(list, &all)
	for _, x := range all {
		var named struct {
			ID string `json:"Id"`
		}
		t.unmarshal(x, &named)
		t.put(t.path(folder, named.ID)+".json", x)
	}
}

// policies adds the files of all policies.
func (t *textWriter) policies(list json.RawMessage) {
	var all []json.RawMessage
	t.unmarshal(list, &all)
	for _, x := range all {
		var p struct {
			PolicySummary struct {
				ID string `json:"Id"`
			}
		}
		t.unmarshal(x, &p)
		t.document(t.path("policies", p.PolicySummary.ID), x)
	}
}

// volatile are members that say when something was read.
var volatile = []string{"Content", "taken", "targetsTaken"}

// document adds what has a Content as two files: one without it, and the content by
// itself with line breaks; as it is if it is no JSON.
func (t *textWriter) document(path string, text json.RawMessage) {
	var members map[string]json.RawMessage
	t.unmarshal(text, &members)
	if len(members) == 0 {
		return
	}
	var content string
	if raw, ok := members["Content"]; ok {
		t.unmarshal(raw, &content)
		t.content(path+".document", content)
	}
	for _, key := range volatile {
		delete(members, key)
	}
	t.value(path+".json", members)
}

// content adds a text with line breaks; as it is if it is no JSON.
func (t *textWriter) content(path, text string) {
	if json.Valid([]byte(text)) {
		t.put(path+".json", []byte(text))
	} else {
		t.files[path+".txt"] = []byte(text)
	}
}

// effectivePolicies adds a file with each effective policy; an empty one where AWS
// says that there is none.
func (t *textWriter) effectivePolicies(list json.RawMessage) {
	var all []savedEffective
	t.unmarshal(list, &all)
	for _, p := range all {
		t.content(t.path("effective-policies", string(p.Account)+"-"+string(p.Type)), p.Text)
	}
}

// attachments adds a file with the targets of each policy.
func (t *textWriter) attachments(list json.RawMessage) {
	var all []struct {
		Policy  string   `json:"PolicyId"`
		Targets []string `json:"TargetIds"`
	}
	t.unmarshal(list, &all)
	for _, x := range all {
		var b bytes.Buffer
		slices.Sort(x.Targets)
		for _, id := range x.Targets {
			b.WriteString(strings.TrimSuffix(strings.TrimPrefix(strconv.Quote(id), `"`), `"`) + "\n")
		}
		t.files[t.path("attachments", x.Policy)+".txt"] = b.Bytes()
	}
}

// tags adds a file with the tags of each thing, by their keys.
func (t *textWriter) tags(list json.RawMessage) {
	var all map[string][]model.Tag
	t.unmarshal(list, &all)
	for id, tags := range all {
		slices.SortFunc(tags, func(a, b model.Tag) int { return strings.Compare(a.Key, b.Key) })
		t.value(t.path("tags", id)+".json", tags)
	}
}

// tree returns the tree with the names of all nodes.
func tree(s *model.Snapshot) []byte {
	below := map[model.NodeID][]*model.Node{}
	known := map[model.NodeID]bool{}
	for _, nodes := range [][]model.Node{s.Roots, s.OUs, s.Accounts} {
		for i := range nodes {
			known[nodes[i].ID] = true
		}
	}
	for _, nodes := range [][]model.Node{s.Roots, s.OUs, s.Accounts} {
		for i := range nodes {
			parent := nodes[i].Parent
			if !known[parent] {
				parent = ""
			}
			below[parent] = append(below[parent], &nodes[i])
		}
	}
	var b bytes.Buffer
	var write func(id model.NodeID, depth int)
	write = func(id model.NodeID, depth int) {
		if depth > model.MaxDepth {
			return
		}
		for _, n := range below[id] {
			fmt.Fprintf(&b, "%s%s %s\n", strings.Repeat("  ", depth), n.ID, strconv.Quote(n.Name))
			write(n.ID, depth+1)
		}
	}
	write("", 0)
	return b.Bytes()
}
