package emulator_test

import (
	"testing"
	"time"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/sample"
)

// Handshakes have AWS's form, and the filter has AWS's rules.
func TestHandshakes(t *testing.T) {
	at := time.Unix(1_795_000_000, 0)
	s := emulator.New(sample.Demo(), emulator.WithHandshakes(func(time.Time) []model.Handshake {
		return []model.Handshake{
			{
				ID: "h-4x9abluebird07", Action: "INVITE", State: "REQUESTED", Requested: at, Expires: at.AddDate(0, 0, 15),
				Parties: []model.HandshakeParty{{Type: "ORGANIZATION", ID: "o-4x9acme2k7"}, {Type: "EMAIL", ID: "jo@example.com"}},
			},
			{ID: "h-4x9atransfer01", Action: "TRANSFER_RESPONSIBILITY", State: "REQUESTED"},
		}
	}))
	const operation = "ListHandshakesForOrganization"
	const invitation = `{"Id":"h-4x9abluebird07","Arn":"arn:aws:organizations::111122223333:handshake/o-4x9acme2k7/invite/h-4x9abluebird07",` +
		`"Parties":[{"Id":"o-4x9acme2k7","Type":"ORGANIZATION"},{"Id":"jo@example.com","Type":"EMAIL"}],"State":"REQUESTED",` +
		`"RequestedTimestamp":1795000000,"ExpirationTimestamp":1796296000,"Action":"INVITE","Resources":[{"Value":"o-4x9acme2k7","Type":"ORGANIZATION",` +
		`"Resources":[{"Value":"aws+root@example.com","Type":"MASTER_EMAIL"},{"Value":"FULL","Type":"ORGANIZATION_FEATURE_SET"}]},{"Value":"jo@example.com","Type":"EMAIL"}]}`
	for _, c := range []struct {
		name, account, body string
		status              int
		want                string
	}{
		{"of a kind", management, `{"Filter":{"ActionType":"INVITE"}}`, 200, `{"Handshakes":[` + invitation + `]}`},
		{"children", management, `{"Filter":{"ParentHandshakeId":"h-4x9abluebird07"}}`, 200, `{"Handshakes":[]}`},
		{"two filters", management, `{"Filter":{"ActionType":"INVITE","ParentHandshakeId":"h-4x9abluebird07"}}`, 400, `{"__type":"InvalidInputException","Message":"You can specify only one filter parameter for the operation.","Reason":"MAX_LIMIT_EXCEEDED_FILTER"}`},
		{"another kind", management, `{"Filter":{"ActionType":"INVITATION"}}`, 400, `{"__type":"InvalidInputException","Message":"You specified an invalid value for Filter.ActionType.","Reason":"INVALID_ENUM"}`},
		{"another parent", management, `{"Filter":{"ParentHandshakeId":"h-1"}}`, 400, `{"__type":"InvalidInputException","Message":"You provided a value that does not match the required pattern for Filter.ParentHandshakeId.","Reason":"INVALID_PATTERN"}`},
		{"no filter", management, `{"Filter":"INVITE"}`, 400, `{"__type":"SerializationException","Message":"Filter is not an object."}`},
		{"no kind", management, `{"Filter":{"ActionType":1}}`, 400, `{"__type":"SerializationException","Message":"Filter.ActionType is not a string."}`},
		{"too many at once", management, `{"MaxResults":21}`, 400, `{"__type":"InvalidInputException","Message":"You provided a value for MaxResults that is greater than 20.","Reason":"MAX_VALUE_EXCEEDED"}`},
		{"another account", payments, `{}`, 400, `{"__type":"AccessDeniedException","Message":"You don't have permissions to access this resource."}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if status, got, _ := raw(t, s.Transport(), "POST", "/", c.body, asked(operation, c.account)); status != c.status || got != c.want {
				t.Errorf("%d %s\nwant %d %s", status, got, c.status, c.want)
			}
		})
	}
	saved := sample.Demo()
	saved.Handshakes = &model.HandshakesFact{Open: sample.Handshakes(at)}
	if status, got, _ := raw(t, emulator.New(saved).Transport(), "POST", "/", `{"Filter":{"ActionType":"ENABLE_ALL_FEATURES"}}`, asked(operation, management)); status != 200 || got != `{"Handshakes":[]}` {
		t.Errorf("a saved reading has %d %s", status, got)
	}
}
