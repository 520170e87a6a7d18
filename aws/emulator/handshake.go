package emulator

import (
	"encoding/json"
	"regexp"
	"strings"

	"deputy/model"
)

var handshakeForm = regexp.MustCompile(`^h-[0-9a-z]{8,32}$`)

func isHandshakeID(s string) bool { return handshakeForm.MatchString(s) }

// handshakeActions are the values of ActionType.
var handshakeActions = []string{
	model.HandshakeInvite, model.HandshakeEnableAllFeatures, model.HandshakeApproveAllFeatures,
	"ADD_ORGANIZATIONS_SERVICE_LINKED_ROLE", model.HandshakeTransfer,
}

type wireParty struct {
	ID   string `json:"Id"`
	Type string
}

type wireHandshake struct {
	ID        string `json:"Id"`
	ARN       string `json:"Arn"`
	Parties   []wireParty
	State     string
	Requested *epoch `json:"RequestedTimestamp,omitempty"`
	Expires   *epoch `json:"ExpirationTimestamp,omitempty"`
	Action    string
	Resources []wireHandshakeResource
}

type wireHandshakeResource struct {
	Value     string                  `json:",omitempty"`
	Type      string                  `json:",omitempty"`
	Resources []wireHandshakeResource `json:",omitempty"`
}

// listHandshakes lists the handshakes that the organization has sent, those of one kind
// if the filter names it. None is the child of another here.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListHandshakesForOrganization.html
func listHandshakes(q *query) (any, error) {
	var sent []model.Handshake
	switch {
	case q.in.text["Filter.ParentHandshakeId"] != "":
	case q.s.sent != nil:
		sent = q.s.sent(q.now)
	case q.index.Handshakes != nil:
		sent = q.index.Handshakes.Open
	}
	var all []*model.Handshake
	for i := range sent {
		if action := q.in.text["Filter.ActionType"]; action == "" || action == sent[i].Action {
			all = append(all, &sent[i])
		}
	}
	handshakes, next, err := page(q, all)
	return struct {
		Handshakes []wireHandshake
		NextToken  string `json:",omitempty"`
	}{each(handshakes, q.handshake), next}, err
}

// handshake returns a handshake with the resources that AWS adds to it.
func (q *query) handshake(h *model.Handshake) wireHandshake {
	o := q.index.Organization
	w := wireHandshake{
		ID: h.ID, State: h.State, Requested: since(h.Requested), Expires: since(h.Expires), Action: h.Action,
		ARN: strings.Join([]string{"arn", q.index.partition, "organizations", "", string(o.Management), "handshake/" + o.ID + "/" + strings.ToLower(h.Action) + "/" + h.ID}, ":"),
		Resources: []wireHandshakeResource{{Value: o.ID, Type: model.PartyOrganization, Resources: []wireHandshakeResource{
			{Value: o.ManagementEmail, Type: "MASTER_EMAIL"},
			{Value: "FULL", Type: "ORGANIZATION_FEATURE_SET"},
		}}},
	}
	for _, p := range h.Parties {
		w.Parties = append(w.Parties, wireParty{p.ID, p.Type})
		if p.Type != model.PartyOrganization {
			w.Resources = append(w.Resources, wireHandshakeResource{Value: p.ID, Type: p.Type})
		}
	}
	return w
}

// takeHandshakeFilter reads the filter of handshakes, one of whose members may be
// given.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_HandshakeFilter.html
func (in *input) takeHandshakeFilter(value json.RawMessage) error {
	given := map[string]json.RawMessage{}
	if json.Unmarshal(value, &given) != nil {
		return malformed("Filter is not an object.")
	}
	action, parent := given["ActionType"], given["ParentHandshakeId"]
	if action != nil && parent != nil {
		return invalid("MAX_LIMIT_EXCEEDED_FILTER", "You can specify only one filter parameter for the operation.")
	}
	for _, name := range []string{"ActionType", "ParentHandshakeId"} {
		if given[name] == nil {
			continue
		}
		var text string
		if json.Unmarshal(given[name], &text) != nil {
			return malformed("Filter." + name + " is not a string.")
		}
		in.text["Filter."+name] = text
		if err := parameters["Filter."+name].check("Filter."+name, text); err != nil {
			return err
		}
	}
	return nil
}
