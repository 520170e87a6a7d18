package history

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/cloudtrail"
	"deputy/model/management"
)

// kept are the values of the events of AWS Organizations that are kept: those of the
// parameters by their names, the others with the name of the object they are in.
var kept = map[string]bool{
	"accountId": true, "servicePrincipal": true, "policyId": true, "targetId": true, "sourceParentId": true, "destinationParentId": true,
	"name": true, "parentId": true, "organizationalUnitId": true, "handshakeId": true, "policyType": true, "type": true, "rootId": true,
	"target.id": true, "handshake.id": true, "organizationalUnit.id": true, "policySummary.id": true, "policySummary.name": true, "policySummary.type": true,
	"createAccountStatus.id": true, "createAccountStatus.accountId": true, "createAccountStatus.state": true,
	"closeAccountStatus.accountId": true, "closeAccountStatus.state": true,
}

// The names of values that deputy gives itself.
const (
	valueAccount = "account" // the administrator, in a call of a service API
	valueFeature = "feature" // the part of the service that it is registered for
	valueAction  = "action"  // what a call does that switches on and off
	valueContent = "content" // is there if the text of a policy was given
)

// EventOf returns what is kept of an event; false if it changed nothing that deputy
// looks for, or AWS refused the call.
func EventOf(text string) (model.ChangeEvent, bool) {
	e, err := cloudtrail.Parse(text)
	if err != nil || e.ErrorCode != "" || e.ReadOnly == "true" || e.ID == "" {
		return model.ChangeEvent{}, false
	}
	service, _, _ := strings.Cut(e.Source, ".")
	m, ok := meanings()[operation{service, e.Name}]
	if !ok {
		return model.ChangeEvent{}, false
	}
	var more struct {
		RequestID           string
		ServiceEventDetails json.RawMessage
	}
	_ = json.Unmarshal([]byte(text), &more) // it is an event, as was found out above
	c := model.ChangeEvent{
		ID: e.ID, Request: more.RequestID, At: e.At(), Service: service, Operation: e.Name, Region: model.Region(e.Region),
		Caller: e.CallerARN(), By: management.CallerOf(&e).String(), Address: e.SourceIP, Agent: e.UserAgent,
	}
	if by := e.Identity.InvokedBy; strings.Contains(by, ".") && !strings.Contains(c.By, by) {
		c.Via = by
	}
	leaves := map[string]string{}
	for _, object := range []string{string(more.ServiceEventDetails), e.Response, e.Parameters} { // what was asked for goes before the answer
		var in any
		if json.Unmarshal([]byte(object), &in) == nil {
			collect(leaves, "", "", in, 0)
		}
	}
	c.Values = m.values(leaves)
	return cloned(c), plausible(&c)
}

// plausible reports whether an event of a call with a wider use is about what deputy
// looks for: License Manager has one call for all of its settings.
func plausible(e *model.ChangeEvent) bool {
	return e.Operation != "UpdateServiceSettings" || e.Value(valueAction) != ""
}

// deepest is how deep a value may stand in the parameters.
const deepest = 5

// collect gathers the values of an object by their names, and those of objects in it by
// the two last names of their way.
func collect(leaves map[string]string, in, name string, value any, depth int) {
	if in != "" {
		in += "."
	}
	switch v := value.(type) {
	case map[string]any:
		if depth < deepest {
			for key, one := range v {
				collect(leaves, name, key, one, depth+1)
			}
		}
	case string:
		leaves[in+name] = v
	case bool:
		leaves[in+name] = strconv.FormatBool(v)
	}
}

// values returns the values that are kept of a call, in the order of their names.
func (m *meaning) values(leaves map[string]string) []model.EventValue {
	var all []model.EventValue
	for _, name := range slices.Sorted(maps.Keys(leaves)) {
		value := leaves[name]
		if m.call == nil {
			switch {
			case name == valueContent:
				all = append(all, model.EventValue{Name: valueContent, Value: "given"})
			case kept[name]:
				all = append(all, model.EventValue{Name: name, Value: value})
			}
			continue
		}
		if to := m.input(name[strings.LastIndexByte(name, '.')+1:]); to != "" && value != "" {
			all = append(all, model.EventValue{Name: to, Value: value})
		}
	}
	return all
}

// input returns the name under which a parameter of a service API is kept; empty if it
// is not. Services spell their parameters in several ways in events.
func (m *meaning) input(name string) string {
	if strings.EqualFold(name, "action") || strings.EqualFold(name, "enableIntegration") {
		return valueAction
	}
	for _, in := range m.call.Parameters {
		if !strings.EqualFold(name, in.Name) && !strings.EqualFold(name, in.Wire) {
			continue
		}
		switch in.Value {
		case catalog.InputAccount:
			return valueAccount
		case catalog.InputFeature:
			return valueFeature
		default:
			return ""
		}
	}
	return ""
}

// cloned returns an event that does not keep the text that it comes from in memory.
func cloned(e model.ChangeEvent) model.ChangeEvent {
	for _, s := range []*string{&e.ID, &e.Service, &e.Operation, &e.Caller, &e.By, &e.Via, &e.Address, &e.Agent} {
		*s = strings.Clone(*s)
	}
	e.Region = model.Region(strings.Clone(string(e.Region)))
	return e
}
