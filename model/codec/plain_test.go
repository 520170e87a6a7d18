package codec

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/model/strictjson"
)

// plainFile is a saved reading, decoded the plain way.
type plainFile struct {
	Format         string                `json:"format"`
	Version        int                   `json:"version"`
	Partition      string                `json:"partition"`
	Organization   savedOrganization     `json:"organization"`
	Caller         savedCaller           `json:"caller"`
	Taken          time.Time             `json:"taken"`
	Complete       bool                  `json:"complete"`
	Roots          []savedNode           `json:"roots"`
	Units          []savedNode           `json:"units"`
	Accounts       []savedNode           `json:"accounts"`
	Policies       []savedPolicy         `json:"policies"`
	Attachments    []savedAttachments    `json:"attachments"`
	Access         []savedAccess         `json:"trustedAccess"`
	Delegations    []savedDelegation     `json:"delegations"`
	ResourcePolicy savedResourcePolicy   `json:"resourcePolicy"`
	RootAccess     *savedRootAccess      `json:"rootAccess"`
	History        *savedHistory         `json:"history"`
	Handshakes     []savedHandshake      `json:"handshakes"`
	Services       []savedSetting        `json:"services"`
	Regions        []savedRegion         `json:"regions"`
	Tags           map[string][]savedTag `json:"tags"`
	Gaps           []savedGap            `json:"gaps"`
	Unread         []savedUnread         `json:"unread"`

	handshakesRead bool

	ManagementTypes  []model.PolicyType `json:"managementTypes"`
	Effective        []savedEffective   `json:"effectivePolicies"`
	Invalid          []savedInvalid     `json:"invalidPolicies"`
	ManagementGaps   []savedGap         `json:"managementGaps"`
	ManagementUnread []savedUnread      `json:"managementUnread"`

	ManagementAccount savedManagementAccount `json:"managementAccount"`
	AccessReports     []savedAccessReport    `json:"accessReports"`
}

// exactly decodes the fields whose names are written as in the file's format; the
// others are not known.
func (f *plainFile) exactly(text []byte) error {
	var fields map[string]json.RawMessage
	if err := strictjson.DecodeSaved(text, &fields); err != nil {
		return err
	}
	_, f.handshakesRead = fields["handshakes"]
	for name, value := range fields {
		var of any = new(any)
		if to, ok := map[string]any{
			"format": &f.Format, "version": &f.Version, "partition": &f.Partition, "organization": &f.Organization, "caller": &f.Caller,
			"taken": &f.Taken, "complete": &f.Complete, "roots": &f.Roots, "units": &f.Units, "accounts": &f.Accounts, "policies": &f.Policies,
			"attachments": &f.Attachments, "trustedAccess": &f.Access, "delegations": &f.Delegations, "resourcePolicy": &f.ResourcePolicy,
			"rootAccess": &f.RootAccess, "history": &f.History, "handshakes": &f.Handshakes, "services": &f.Services, "regions": &f.Regions, "tags": &f.Tags, "gaps": &f.Gaps, "unread": &f.Unread,
			"managementTypes": &f.ManagementTypes, "effectivePolicies": &f.Effective, "invalidPolicies": &f.Invalid,
			"managementGaps": &f.ManagementGaps, "managementUnread": &f.ManagementUnread,
			"managementAccount": &f.ManagementAccount,
			"accessReports":     &f.AccessReports,
		}[name]; ok {
			of = to
		}
		if err := strictjson.DecodeSaved(value, of); err != nil {
			return err
		}
	}
	return nil
}

// DecodePlainly decodes a saved reading that is not gzipped with encoding/json and
// strictjson alone. It shares no code with Decode but for what is checked at the end.
func DecodePlainly(text []byte) (*model.Snapshot, error) {
	var f plainFile
	if err := f.exactly(text); err != nil {
		return nil, err
	}
	if !bytes.HasPrefix(bytes.TrimLeft(text, " \t\r\n"), []byte("{")) || f.Format != readingFormat || f.Version != readingVersion {
		return nil, errors.New("another format or version")
	}
	o, c := f.Organization, f.Caller
	s := &model.Snapshot{
		Organization: model.Organization{
			ID: o.ID, ARN: o.ARN, Features: parseWord[model.FeatureSet](FeatureWords, o.Features),
			Management: o.Management, ManagementARN: o.ManagementARN, ManagementEmail: o.ManagementEmail,
		},
		Caller: model.Caller{
			Account: c.Account, ARN: c.ARN, UserID: c.UserID, Role: parseWord[model.CallerRole](roleWords, c.Role),
			Partition: f.Partition, Profile: c.Profile, Endpoint: c.Endpoint, Demo: c.Demo,
		},
		ResourcePolicy: model.ResourcePolicyFact{ARN: f.ResourcePolicy.Summary.ARN, Text: f.ResourcePolicy.Content},
		Documents:      map[model.PolicyID]model.Document{}, Tags: map[string][]model.Tag{},
	}
	if f.RootAccess != nil {
		s.RootAccess = &model.RootAccessFact{Enabled: append([]string{}, f.RootAccess.Enabled...)}
	}
	err := f.load(s)
	missManagement(s, f.ManagementTypes)
	s.Complete = f.Complete && len(s.Gaps) == 0 && len(s.Unread) == 0
	if err = cmp.Or(err, check(s)); err != nil {
		return nil, err
	}
	return s, nil
}

// load adds the lists to a snapshot.
func (f *plainFile) load(s *model.Snapshot) (err error) {
	must := func(ok bool) {
		if !ok {
			err = errors.New("something is missing or wrong")
		}
	}
	utc := func(t time.Time) time.Time {
		t, wrong := phrase.CheckedUTC(t)
		must(wrong == nil)
		return t
	}
	nodes := func(saved []savedNode, kind model.NodeKind, to *[]model.Node) {
		for _, n := range saved {
			node := model.Node{
				ID: n.ID, Kind: kind, Name: n.Name, ARN: n.ARN, Email: n.Email, Parent: n.Parent, State: model.ParseAccountState(n.State),
				JoinedBy: n.JoinedBy, Joined: utc(n.Joined),
			}
			for _, t := range n.PolicyTypes {
				node.PolicyTypes = append(node.PolicyTypes, model.PolicyTypeStatus(t))
			}
			path := n.Path
			if path == "" && len(n.Paths) > 0 {
				path = n.Paths[0]
			}
			if path != "" && kind != model.KindRoot {
				parts := strings.Split(strings.TrimSuffix(path, "/"), "/")
				if len(parts) < 3 || parts[len(parts)-1] != string(n.ID) || parts[len(parts)-2] == "" {
					must(false)
					continue
				}
				node.Parent = model.NodeID(parts[len(parts)-2])
			}
			must(n.ID != "")
			*to = append(*to, node)
		}
	}
	s.Taken = utc(f.Taken)
	nodes(f.Roots, model.KindRoot, &s.Roots)
	nodes(f.Units, model.KindOU, &s.OUs)
	nodes(f.Accounts, model.KindAccount, &s.Accounts)
	for _, p := range f.Policies {
		must(p.Summary.ID != "")
		s.Policies = append(s.Policies, model.Policy(p.Summary))
		if taken := utc(p.Taken); p.Content != nil {
			s.Documents[p.Summary.ID] = model.Document{Text: *p.Content, Taken: taken}
		}
	}
	for _, a := range f.Attachments {
		for _, target := range a.Targets {
			must(a.Policy != "" && target != "")
			s.Attachments = append(s.Attachments, model.Attachment{Policy: a.Policy, Target: target})
		}
	}
	for _, t := range f.Access {
		must(t.Principal != "")
		s.TrustedAccess = append(s.TrustedAccess, model.TrustedAccess{Principal: t.Principal, Since: utc(t.Since)})
	}
	for _, d := range f.Delegations {
		must(d.Account != "" && d.Principal != "")
		s.Delegations = append(s.Delegations, model.Delegation{Account: d.Account, Principal: d.Principal, Since: utc(d.Since)})
	}
	for _, t := range f.Services {
		var state model.SettingState
		must(t.Service != "" && t.Account != "" && state.UnmarshalText([]byte(t.State)) == nil)
		s.Settings = append(s.Settings, model.Setting{Service: t.Service, Region: t.Region, Account: t.Account, Feature: t.Feature, State: state, Since: utc(t.Since), Priority: t.Priority})
	}
	for _, r := range f.Regions {
		must(r.Account != "" && r.Region != "")
		s.Regions = append(s.Regions, model.AccountRegion(r))
	}
	for id, tags := range f.Tags {
		must(id != "")
		var all []model.Tag
		for _, t := range tags {
			all = append(all, model.Tag(t))
		}
		s.Tags[id] = all
	}
	for _, p := range f.Effective {
		must(p.Account != "" && p.Type != "")
		s.EffectivePolicies = append(s.EffectivePolicies, model.EffectivePolicy{Account: p.Account, Type: p.Type, Text: p.Text, Updated: utc(p.Updated), Taken: utc(p.Taken)})
	}
	for _, p := range f.Invalid {
		must(p.Account != "" && p.Type != "")
		saved := model.InvalidPolicy{Account: p.Account, Type: p.Type}
		for _, x := range p.Errors {
			saved.Errors = append(saved.Errors, model.PolicyError(x))
		}
		s.InvalidPolicies = append(s.InvalidPolicies, saved)
	}
	gap := func(g savedGap) model.Gap {
		part := parseWord[model.Part](partWords, g.Part)
		must(part != model.PartNone || g.Part == "")
		missing := model.PartKey{Part: part, Target: g.Of}
		if part == model.PartNone {
			missing = model.FailedPart(g.Operation, g.Target)
		}
		return model.Gap{
			Kind: parseWord[model.FailureKind](kindWords, g.Kind), Operation: g.Operation, Target: g.Target, Cause: g.Cause, Fix: g.Fix, Missing: missing,
		}
	}
	for _, g := range append(f.Gaps, f.ManagementGaps...) {
		s.Gaps = append(s.Gaps, gap(g))
	}
	f.loadHistory(s, must, utc, gap)
	f.loadOnDemand(s, must, utc)
	for _, u := range append(f.Unread, f.ManagementUnread...) {
		part := parseWord[model.Part](partWords, u.Part)
		must(part != model.PartNone)
		s.Unread = append(s.Unread, model.PartKey{Part: part, Target: u.Of})
	}
	return err
}

// load adds what lives in the management account.
func (f *savedManagementAccount) load(to *model.ManagementAccount, utc func(time.Time) time.Time) {
	if x := f.Identities; x != nil {
		to.Identities = &model.Identities{Users: x.Users, Taken: utc(x.Taken)}
		for _, r := range x.Roles {
			to.Identities.Roles = append(to.Identities.Roles, model.IAMRole{Name: r.Name, Path: r.Path, Trust: r.Trust, Used: utc(r.Used)})
		}
	}
	if x := f.RootUser; x != nil {
		to.RootUser = &model.RootUser{MFA: x.MFA, AccessKeys: x.AccessKeys, Taken: utc(x.Taken)}
	}
	if x := f.Credentials; x != nil {
		to.Credentials = &model.CredentialReport{Generated: utc(x.Generated)}
		for _, u := range x.Users {
			user := model.UserCredentials{User: u.User, Password: u.Password, SignedIn: utc(u.SignedIn), MFA: u.MFA}
			for _, k := range u.Keys {
				user.Keys = append(user.Keys, model.AccessKey{Number: k.Number, Rotated: utc(k.Rotated), Used: utc(k.Used), Service: k.Service})
			}
			to.Credentials.Users = append(to.Credentials.Users, user)
		}
	}
	if x := f.Trails; x != nil {
		to.Trails = &model.Trails{Region: x.Region, Taken: utc(x.Taken)}
		for _, t := range x.Trails {
			to.Trails.Trails = append(to.Trails.Trails, model.Trail(t))
		}
	}
}

// loadOnDemand adds what is read only if somebody asks for it.
func (f *plainFile) loadOnDemand(s *model.Snapshot, must func(bool), utc func(time.Time) time.Time) {
	f.ManagementAccount.load(&s.ManagementAccount, utc)
	if f.handshakesRead {
		s.Handshakes = &model.HandshakesFact{}
	}
	for _, h := range f.Handshakes {
		must(h.ID != "")
		open := model.Handshake{ID: h.ID, Action: h.Action, State: h.State, Requested: utc(h.Requested), Expires: utc(h.Expires)}
		for _, p := range h.Parties {
			open.Parties = append(open.Parties, model.HandshakeParty(p))
		}
		s.Handshakes.Open = append(s.Handshakes.Open, open)
	}
	for _, r := range f.AccessReports {
		must(r.Node != "")
		report := model.AccessReport{Node: r.Node, Policy: r.Policy, Generated: utc(r.Generated)}
		for _, a := range r.Services {
			must(a.Namespace != "")
			report.Services = append(report.Services, model.ServiceAccess{Name: a.Name, Namespace: a.Namespace, Region: a.Region, Path: a.Path, Last: utc(a.Last), Accounts: a.Accounts})
		}
		s.AccessReports = append(s.AccessReports, report)
	}
}

// loadHistory adds the event history to a snapshot.
func (f *plainFile) loadHistory(s *model.Snapshot, must func(bool), utc func(time.Time) time.Time, gap func(savedGap) model.Gap) {
	if f.History == nil {
		return
	}
	h := model.History{From: utc(f.History.From), To: utc(f.History.To)}
	for _, x := range f.History.Events {
		must(x.ID != "")
		e := model.ChangeEvent{
			ID: x.ID, Request: x.Request, At: utc(x.At), Service: x.Service, Operation: x.Operation, Region: x.Region,
			Caller: x.Caller, By: x.By, Via: x.Via, Address: x.Address, Agent: x.Agent,
		}
		for _, v := range x.Values {
			e.Values = append(e.Values, model.EventValue(v))
		}
		h.Events = append(h.Events, e)
	}
	for _, g := range f.History.Gaps {
		h.Gaps = append(h.Gaps, gap(g))
	}
	if !h.To.IsZero() {
		s.History = &h
	}
}
