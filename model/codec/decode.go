package codec

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"

	"deputy/model"
	"deputy/model/phrase"
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
	if err := d.document(); err != nil {
		return nil, d.explain(err)
	}
	if d.format != readingFormat {
		return nil, damaged("it is not a saved reading: format is %q, not %q. Write one with deputy snapshot FILE", phrase.Shorten(d.format), readingFormat)
	}
	if d.version != readingVersion {
		return nil, damaged("it has no valid version")
	}
	missManagement(d.s, d.management)
	d.s.Complete = d.complete && len(d.s.Gaps) == 0 && len(d.s.Unread) == 0
	if err := check(d.s); err != nil {
		return nil, d.explain(err)
	}
	return d.s, nil
}

// decoder reads the file field by field.
type decoder struct {
	*scanner
	source   *sourceReader
	s        *model.Snapshot
	format   string
	version  int
	complete bool
	path     []byte // of the node that is read

	management []model.PolicyType // that the file speaks of

	nodes       growing[model.Node]
	attachments growing[model.Attachment]
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
	buffered := bufio.NewReaderSize(from, blockSize)
	var text io.Reader = buffered
	if magic, _ := buffered.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		unzipped, err := gzip.NewReader(buffered)
		if err != nil {
			return nil, damaged("%v. Read the organization again", err)
		}
		text = unzipped
	}
	return &decoder{
		scanner: &scanner{ctx: ctx, in: text, most: most, words: map[string]string{}}, source: from,
		s: &model.Snapshot{Documents: map[model.PolicyID]model.Document{}, Tags: map[string][]model.Tag{}},
	}, nil
}

// explain returns an error that says what is wrong and what to do.
func (d *decoder) explain(err error) error {
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("read the saved reading: %w", err)
	case d.source.err != nil && !errors.Is(d.source.err, io.ErrUnexpectedEOF):
		return fmt.Errorf("read the saved reading: %w", d.source.err)
	case errors.Is(err, ErrNewerVersion):
		return err
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return damaged("it ends too early, after %d bytes. Read the organization again", d.offset())
	default:
		return damaged("%v, near byte %d. Read the organization again", err, d.offset())
	}
}

// document reads all fields up to the end of the file.
func (d *decoder) document() error {
	if c, err := d.next(); err != nil || c != '{' {
		return cmp.Or(err, errors.New("it does not begin with an object"))
	}
	seen := map[string]bool{} // the names of the fields
	if err := d.members(func(key []byte) error {
		name := string(key)
		if seen[name] {
			return fmt.Errorf("field %q appears twice", phrase.Shorten(name))
		}
		seen[name] = true
		if err := d.count(); err != nil {
			return err
		}
		if _, err := d.take(":"); err != nil {
			return err
		}
		d.mark()
		d.scanner.key, d.element = name, false
		if err := d.field(name); err != nil {
			return fmt.Errorf("field %q: %w", phrase.Shorten(name), err)
		}
		d.mark()
		return nil
	}); err != nil {
		return err
	}
	_, err := d.next()
	switch {
	case errors.Is(err, io.EOF):
		return nil
	case err != nil:
		return err
	default:
		return errors.New("there is more after its end")
	}
}

// field reads the value of a field.
func (d *decoder) field(name string) error {
	s := d.s
	switch name {
	case "format":
		return keep(d.scanner, &d.format)
	case "version":
		return d.readVersion()
	case "partition":
		return keep(d.scanner, &s.Caller.Partition)
	case "organization":
		return d.organization()
	case "caller":
		return d.caller()
	case "taken":
		return d.time(&s.Taken)
	case "complete":
		return d.boolean(&d.complete)
	case "roots":
		return d.nodesOf(model.KindRoot, &s.Roots)
	case "units":
		return d.nodesOf(model.KindOU, &s.OUs)
	case "accounts":
		return d.nodesOf(model.KindAccount, &s.Accounts)
	case "policies":
		return d.elements(d.policy)
	case "attachments":
		err := d.elements(d.attached)
		s.Attachments = d.attachments.all()
		return err
	case "trustedAccess":
		return d.elements(d.access)
	case "delegations":
		return d.elements(d.delegation)
	case "resourcePolicy":
		return d.resourcePolicy()
	case "services":
		return d.elements(d.setting)
	case "regions":
		return d.elements(d.region)
	case "tags":
		return d.tags()
	case "managementTypes", "effectivePolicies", "invalidPolicies":
		return d.managementField(name)
	case "gaps", "managementGaps":
		return d.elements(d.gap)
	case "unread", "managementUnread":
		return d.elements(d.unread)
	default:
		return d.fieldOnDemand(name)
	}
}

// fieldOnDemand reads the value of a field about what is read only if somebody asks for
// it, and passes over that of any other.
func (d *decoder) fieldOnDemand(name string) error {
	switch name {
	case "rootAccess":
		return d.rootAccess()
	case "handshakes":
		return d.handshakes()
	case "history":
		return d.history()
	case "managementAccount":
		return d.managementAccount()
	case "accessReports":
		return d.elements(d.accessReport)
	default:
		return d.skip(0, true)
	}
}

// readVersion refuses a newer version at once: the rest may look different.
func (d *decoder) readVersion() error {
	if err := d.integer(&d.version); err != nil {
		return err
	}
	if d.version > readingVersion {
		return fmt.Errorf("the saved reading cannot be used: %w (version %d, this one reads %d): use a newer deputy, or read the organization again",
			ErrNewerVersion, d.version, readingVersion)
	}
	return nil
}

// elements reads a list whose elements are counted and limited. null is an empty
// list.
func (d *decoder) elements(element func() error) error {
	return d.list(func() error {
		d.mark()
		if err := d.count(); err != nil {
			return err
		}
		return element()
	})
}

// tags reads tags by ID.
func (d *decoder) tags() error {
	return d.members(func(key []byte) error {
		target := d.word(key)
		if err := d.count(); err != nil {
			return err
		}
		if _, twice := d.s.Tags[target]; twice || target == "" {
			return fmt.Errorf("the tags of %q appear twice, or have no target", phrase.Shorten(target))
		}
		if _, err := d.take(":"); err != nil {
			return err
		}
		d.mark()
		d.scanner.key, d.element = target, false
		var tags []model.Tag
		err := d.elements(func() error {
			var t savedTag
			err := d.object(tagKeys, func(n int) error {
				return intern(d.scanner, []*string{&t.Key, &t.Value}[n])
			})
			tags = append(tags, model.Tag(t))
			return err
		})
		d.s.Tags[target] = tags
		return err
	})
}

// check refuses duplicates once everything is read, and brings the lists into
// the order of a frozen reading.
func check(s *model.Snapshot) error {
	s.Sort()
	if id := nodeTwice(s); id != "" {
		return fmt.Errorf("%q appears twice", phrase.Shorten(string(id)))
	}
	if p := duplicate(s.Policies, func(p model.Policy) model.PolicyID { return p.ID }); p != nil {
		return fmt.Errorf("policy %q appears twice", phrase.Shorten(string(p.ID)))
	}
	if a := duplicate(s.Attachments, func(a model.Attachment) model.Attachment { return a }); a != nil {
		return fmt.Errorf("policy %q is attached to %q twice", phrase.Shorten(string(a.Policy)), phrase.Shorten(string(a.Target)))
	}
	if t := duplicate(s.TrustedAccess, func(t model.TrustedAccess) model.Principal { return t.Principal }); t != nil {
		return fmt.Errorf("trusted access of %q appears twice", phrase.Shorten(string(t.Principal)))
	}
	type key struct {
		model.AccountID
		model.Principal
	}
	if d := duplicate(s.Delegations, func(d model.Delegation) key { return key{d.Account, d.Principal} }); d != nil {
		return fmt.Errorf("account %q is registered for %q twice", phrase.Shorten(string(d.Account)), phrase.Shorten(string(d.Principal)))
	}
	if t := duplicate(s.Settings, model.Setting.Key); t != nil {
		return fmt.Errorf("the setting of %q for account %q appears twice", phrase.Shorten(string(t.Service)), phrase.Shorten(string(t.Account)))
	}
	if r := duplicate(s.Regions, func(r model.AccountRegion) model.AccountRegion {
		return model.AccountRegion{Account: r.Account, Region: r.Region, Status: ""}
	}); r != nil {
		return fmt.Errorf("account %q has the Region %q twice", phrase.Shorten(string(r.Account)), phrase.Shorten(string(r.Region)))
	}
	return cmp.Or(checkHandshakes(s), checkManagement(s), checkAccessReports(s))
}

// nodeTwice returns a node that appears twice, in one of the sorted lists or in two;
// empty if there is none.
func nodeTwice(s *model.Snapshot) model.NodeID {
	above := make(map[model.NodeID]bool, len(s.Roots)+len(s.OUs))
	for _, nodes := range [][]model.Node{s.Roots, s.OUs, s.Accounts} {
		for i := range nodes {
			if id := nodes[i].ID; above[id] || i > 0 && nodes[i-1].ID == id {
				return id
			}
		}
		if len(nodes) > 0 && nodes[0].Kind != model.KindAccount {
			for i := range nodes {
				above[nodes[i].ID] = true
			}
		}
	}
	return ""
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
