package codec

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/model/strictjson"
)

// Decode reads a saved reading, gzipped or not. It ignores unknown fields. It
// stops when the context ends, and refuses what is far larger than the reading of
// any organization. The error wraps ErrNewerVersion or ErrDamaged, or is the
// context's or the reader's own. It never returns part of a snapshot.
func Decode(ctx context.Context, r io.Reader) (*model.Snapshot, error) {
	return decodeWithin(ctx, r, largest)
}

func decodeWithin(ctx context.Context, r io.Reader, most limits) (*model.Snapshot, error) {
	d, err := newDecoder(ctx, r, most)
	if err != nil {
		return nil, err
	}
	if err := d.object(); err != nil {
		return nil, d.explain(err)
	}
	if d.format != readingFormat {
		return nil, damaged("it is not a saved reading: format is %q, not %q. Write one with deputy snapshot FILE", phrase.Shorten(d.format), readingFormat)
	}
	if d.version != readingVersion {
		return nil, damaged("it has no valid version")
	}
	if err := d.check(); err != nil {
		return nil, d.explain(err)
	}
	return d.s, nil
}

// decoder reads the file field by field.
type decoder struct {
	json     *json.Decoder
	value    json.RawMessage // that is decoded now; one buffer serves for all
	source   *sourceReader
	s        *model.Snapshot
	format   string
	version  int
	seen     map[string]bool // the names of the fields so far
	complete bool
	entries  int // so far
	most     limits
}

// sourceReader keeps the error of the underlying reader, to tell it apart from
// what is wrong with the text.
type sourceReader struct {
	io.Reader
	err error
}

// Read implements io.Reader.
func (n *sourceReader) Read(p []byte) (int, error) {
	k, err := n.Reader.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		n.err = err
	}
	return k, err
}

// newDecoder returns a decoder that unzips if the text is gzipped.
func newDecoder(ctx context.Context, r io.Reader, most limits) (*decoder, error) {
	from := &sourceReader{Reader: r}
	buffered := bufio.NewReaderSize(from, 1<<16)
	var text io.Reader = buffered
	if magic, _ := buffered.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		unzipped, err := gzip.NewReader(buffered)
		if err != nil {
			return nil, damaged("%v. Read the organization again", err)
		}
		text = unzipped
	}
	bounded := &textReader{ctx: ctx, in: text, most: most}
	bounded.json = json.NewDecoder(bounded)
	return &decoder{
		json: bounded.json, source: from, most: most, seen: map[string]bool{},
		s: &model.Snapshot{Documents: map[model.PolicyID]model.Document{}, Tags: map[string][]model.Tag{}},
	}, nil
}

// explain returns an error that says what is wrong and what to do.
func (d *decoder) explain(err error) error {
	if wrong := (*json.UnmarshalTypeError)(nil); errors.As(err, &wrong) {
		err = fmt.Errorf("a %s stands where it should not (%q)", wrong.Value, phrase.Shorten(wrong.Field))
	}
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("read the saved reading: %w", err)
	case d.source.err != nil && !errors.Is(d.source.err, io.ErrUnexpectedEOF):
		return fmt.Errorf("read the saved reading: %w", d.source.err)
	case errors.Is(err, ErrNewerVersion):
		return err
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return damaged("it ends too early, after %d bytes. Read the organization again", d.json.InputOffset())
	default:
		return damaged("%v, near byte %d. Read the organization again", err, d.json.InputOffset())
	}
}

// object reads all fields up to the end of the file.
func (d *decoder) object() error {
	if err := d.expect(json.Delim('{')); err != nil {
		return err
	}
	for d.json.More() {
		name, err := d.key()
		if err != nil {
			return err
		}
		if err := d.field(name); err != nil {
			return fmt.Errorf("field %q: %w", phrase.Shorten(name), err)
		}
	}
	if err := d.expect(json.Delim('}')); err != nil {
		return err
	}
	if _, err := d.json.Token(); !errors.Is(err, io.EOF) {
		if err != nil {
			return err
		}
		return errors.New("there is more after its end")
	}
	return nil
}

// expect reads a delimiter.
func (d *decoder) expect(want json.Delim) error {
	token, err := d.json.Token()
	if err != nil {
		return err
	}
	if token != want {
		return fmt.Errorf("%q stands where %v should", phrase.Shorten(fmt.Sprint(token)), want)
	}
	return nil
}

// key reads the name of a field, which must be new.
func (d *decoder) key() (string, error) {
	token, err := d.json.Token()
	if err != nil {
		return "", err
	}
	name, ok := token.(string)
	if !ok || d.seen[name] {
		return "", fmt.Errorf("field %q is there twice", phrase.Shorten(name))
	}
	d.seen[name] = true
	return name, d.count(1)
}

// field reads the value of a field.
func (d *decoder) field(name string) error {
	s := d.s
	switch name {
	case "format":
		return d.json.Decode(&d.format)
	case "version":
		return d.readVersion()
	case "partition":
		return d.json.Decode(&s.Caller.Partition)
	case "organization":
		return decodeValue(d, func(o savedOrganization) error { s.Organization = o.load(); return nil })
	case "caller":
		return decodeValue(d, func(c savedCaller) error { c.load(&s.Caller); return nil })
	case "taken":
		return decodeValue(d, func(t time.Time) (err error) { s.Taken, err = phrase.CheckedUTC(t); return err })
	case "complete":
		return d.json.Decode(&d.complete)
	case "roots":
		return decodeList(d, func(n savedNode) error { return n.load(model.KindRoot, &s.Roots) })
	case "units":
		return decodeList(d, func(n savedNode) error { return n.load(model.KindOU, &s.OUs) })
	case "accounts":
		return decodeList(d, func(n savedNode) error { return n.load(model.KindAccount, &s.Accounts) })
	case "policies":
		return decodeList(d, loader{s}.loadPolicy)
	case "attachments":
		return decodeList(d, func(a savedAttachments) error {
			if err := d.count(len(a.Targets)); err != nil {
				return err
			}
			return loader{s}.loadAttachments(a)
		})
	case "trustedAccess":
		return decodeList(d, loader{s}.loadAccess)
	case "delegations":
		return decodeList(d, loader{s}.loadDelegation)
	case "resourcePolicy":
		return decodeValue(d, func(p savedResourcePolicy) error {
			s.ResourcePolicy = model.ResourcePolicyFact{ARN: p.Summary.ARN, Text: p.Content}
			return nil
		})
	case "services":
		return decodeList(d, loader{s}.loadSetting)
	case "regions":
		return decodeList(d, loader{s}.loadRegion)
	case "tags":
		return d.tags()
	case "gaps":
		return decodeList(d, loader{s}.loadGap)
	case "unread":
		return decodeList(d, loader{s}.loadUnread)
	default:
		return d.skip()
	}
}

// readVersion refuses a newer version at once: the rest may look different.
func (d *decoder) readVersion() error {
	if err := d.json.Decode(&d.version); err != nil {
		return err
	}
	if d.version > readingVersion {
		return fmt.Errorf("the saved reading cannot be used: %w (version %d, this one reads %d): use a newer deputy, or read the organization again",
			ErrNewerVersion, d.version, readingVersion)
	}
	return nil
}

// decodeValue reads one value and loads it. A key that is there twice is an
// error, also in a value that is not known.
func decodeValue[T any](d *decoder, load func(T) error) error {
	if err := d.json.Decode(&d.value); err != nil {
		return err
	}
	var v T
	err := strictjson.DecodeSaved(d.value, &v)
	if wrong := (*strictjson.Error)(nil); errors.As(err, &wrong) {
		return errors.New(wrong.What) // its place is the one within the value
	}
	return load(v)
}

// decodeList reads a list one element at a time. null is an empty list.
func decodeList[T any](d *decoder, load func(T) error) error {
	token, err := d.json.Token()
	if err != nil || token == nil {
		return err
	}
	if token != json.Delim('[') {
		return fmt.Errorf("%q stands where a list should", phrase.Shorten(fmt.Sprint(token)))
	}
	for d.json.More() {
		if err := d.count(1); err != nil {
			return err
		}
		if err := decodeValue(d, load); err != nil {
			return err
		}
	}
	return d.expect(json.Delim(']'))
}

// tags reads tags by ID.
func (d *decoder) tags() error {
	token, err := d.json.Token()
	if err != nil || token == nil {
		return err
	}
	if token != json.Delim('{') {
		return fmt.Errorf("%q stands where tags by ID should", phrase.Shorten(fmt.Sprint(token)))
	}
	for d.json.More() {
		id, err := d.json.Token()
		if err != nil {
			return err
		}
		target, _ := id.(string)
		if err := d.count(1); err != nil {
			return err
		}
		if _, twice := d.s.Tags[target]; twice || target == "" {
			return fmt.Errorf("the tags of %q are there twice, or of nothing", phrase.Shorten(target))
		}
		var tags []model.Tag
		if err := decodeList(d, func(t savedTag) error { tags = append(tags, model.Tag(t)); return nil }); err != nil {
			return err
		}
		d.s.Tags[target] = tags
	}
	return d.expect(json.Delim('}'))
}

// check refuses duplicates once everything is read, and brings the lists into
// the order of a frozen reading.
func (d *decoder) check() error {
	s := d.s
	s.Complete = d.complete && len(s.Gaps) == 0 && len(s.Unread) == 0
	s.Sort()
	nodes := map[model.NodeID]bool{}
	for _, n := range slices.Concat(s.Roots, s.OUs, s.Accounts) {
		if nodes[n.ID] {
			return fmt.Errorf("%q is there twice", phrase.Shorten(string(n.ID)))
		}
		nodes[n.ID] = true
	}
	if p := duplicate(s.Policies, func(p model.Policy) model.PolicyID { return p.ID }); p != nil {
		return fmt.Errorf("policy %q is there twice", phrase.Shorten(string(p.ID)))
	}
	if a := duplicate(s.Attachments, func(a model.Attachment) model.Attachment { return a }); a != nil {
		return fmt.Errorf("policy %q is attached to %q twice", phrase.Shorten(string(a.Policy)), phrase.Shorten(string(a.Target)))
	}
	if t := duplicate(s.TrustedAccess, func(t model.TrustedAccess) model.Principal { return t.Principal }); t != nil {
		return fmt.Errorf("trusted access of %q is there twice", phrase.Shorten(string(t.Principal)))
	}
	type key struct {
		model.AccountID
		model.Principal
	}
	if d := duplicate(s.Delegations, func(d model.Delegation) key { return key{d.Account, d.Principal} }); d != nil {
		return fmt.Errorf("account %q is registered for %q twice", phrase.Shorten(string(d.Account)), phrase.Shorten(string(d.Principal)))
	}
	if t := duplicate(s.Settings, model.Setting.Key); t != nil {
		return fmt.Errorf("the setting of %q for account %q is there twice", phrase.Shorten(string(t.Service)), phrase.Shorten(string(t.Account)))
	}
	if r := duplicate(s.Regions, func(r model.AccountRegion) model.AccountRegion {
		return model.AccountRegion{Account: r.Account, Region: r.Region, Status: ""}
	}); r != nil {
		return fmt.Errorf("account %q has the Region %q twice", phrase.Shorten(string(r.Account)), phrase.Shorten(string(r.Region)))
	}
	return nil
}

// duplicate returns an element with the same key as the one before it, in a
// sorted list.
func duplicate[T any, K comparable](sorted []T, key func(T) K) *T {
	for i := 1; i < len(sorted); i++ {
		if key(sorted[i]) == key(sorted[i-1]) {
			return &sorted[i]
		}
	}
	return nil
}

// parentOfPath returns the parent that a node's path names: its last part but
// one.
func parentOfPath(path string, id model.NodeID) (model.NodeID, error) {
	parts := strings.Split(strings.TrimSuffix(path, "/"), "/")
	if len(parts) < 3 || model.NodeID(parts[len(parts)-1]) != id || parts[len(parts)-2] == "" {
		return "", fmt.Errorf("path %q of %q does not lead to it", phrase.Shorten(path), phrase.Shorten(string(id)))
	}
	return model.NodeID(parts[len(parts)-2]), nil
}
