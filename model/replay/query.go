package replay

import (
	"fmt"
	"slices"
	"strings"

	"deputy/model/cloudtrail"
	"deputy/model/scp"
)

// Engine is what runs a query.
type Engine uint8

// The engines. Athena's SQL is Trino's, and so is CloudTrail Lake's, which has other
// names and types of columns.
// https://docs.aws.amazon.com/athena/latest/ug/create-cloudtrail-table-understanding.html
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/query-supported-event-schemas.html
const (
	Athena Engine = iota + 1
	Lake
)

// Query is a query that reduces a trail to distinct requests with counts. Its result
// is what a Tally counts.
type Query struct {
	Engine       Engine
	Table        string // or the ID of an event data store
	Since, Until string // days such as 2026-09-26, the first and the last; empty for no limit
}

// SQL returns the query. It has only what the policies of the organization and of the
// edits ask for.
func (p *Replayer) SQL(q Query) string {
	b := &queryBuilder{Query: q, facts: p.askedFacts(), objects: p.asksForObjects(), parameters: p.askedParameters()}
	return b.sql()
}

// askedFacts returns the facts that some policy asks for.
func (p *Replayer) askedFacts() (all facts) {
	for _, d := range p.documents {
		for i := range d.Statements {
			for key, facts := range keyFacts {
				if d.Statements[i].UsesKey(key) {
					all |= facts
				}
			}
			for k := range d.Statements[i].Comparisons {
				var s scope
				s.addKey(strings.ToLower(d.Statements[i].Comparisons[k].Key.Value), "")
				all |= s.facts
			}
		}
		if d.Broken() {
			all = factEverything
		}
	}
	return all
}

// asksForObjects reports whether some policy tells objects of a bucket apart.
func (p *Replayer) asksForObjects() bool {
	for _, d := range p.documents {
		for i := range d.Statements {
			for _, v := range d.Statements[i].Resource.Values {
				service := strings.SplitN(v.Value+":::", ":", 4)[2]
				bucket, object, inside := strings.Cut(v.Value, "/")
				if v.Value != "*" && (service == "s3" || strings.ContainsAny(service, "*?$") || !strings.HasPrefix(v.Value, "arn:")) && (inside && object != "*" || strings.ContainsAny(bucket, "*?$")) {
					return true
				}
			}
		}
	}
	return false
}

// askedParameters returns the parameters of which condition keys follow that some
// policy asks for.
func (p *Replayer) askedParameters() (out []string) {
	for _, c := range cloudtrail.KeyParameters() {
		if slices.ContainsFunc(p.documents, func(d *scp.Document) bool { return d.UsesKey(c.Key) || d.Broken() }) {
			out = append(out, c.Parameter)
		}
	}
	if p.changes("iam:PassRole") {
		out = append(out, cloudtrail.RoleParameters...)
	}
	out = slices.DeleteFunc(out, func(name string) bool { return slices.Contains(cloudtrail.ResourceParameters, name) })
	slices.Sort(out)
	return slices.Compact(out)
}

// queryBuilder writes a query.
type queryBuilder struct {
	Query
	facts      facts
	objects    bool
	parameters []string
}

// sql returns the query: the inner one has what is grouped, the outer one counts.
func (b *queryBuilder) sql() string {
	return `-- The distinct requests of a CloudTrail trail, for deputy replay.
-- Limit the partitions of your table in WHERE: by day and account, as it defines them.
SELECT eventsource, eventname, awsregion, min(recipientaccountid) AS recipientaccountid, principal,
  regexp_extract(keys, '"ARN":"([^"]*)"', 1) AS resource, keys,
  count(DISTINCT callid) AS "count", min(eventtime) AS "first", max(eventtime) AS "last", min_by(eventid, eventtime || eventid) AS eventid
FROM (
  SELECT eventsource, eventname, awsregion, recipientaccountid, eventid, ` + b.time() + ` AS eventtime,
    COALESCE(sharedeventid, eventid) AS callid,
    COALESCE(CASE WHEN COALESCE(useridentity.sessioncontext.sessionissuer.type, 'Role') IN ('Role', 'Root') THEN useridentity.sessioncontext.sessionissuer.arn END, useridentity.arn) AS principal,
    '{' || array_join(ARRAY[
      ` + strings.Join(b.members(), ",\n      ") + `
    ], ',') || '}' AS keys
  FROM ` + b.Table + b.where() + `
)
GROUP BY eventsource, eventname, awsregion, principal, keys
`
}

// time returns the time of an event as text.
func (b *queryBuilder) time() string {
	if b.Engine == Lake {
		return "date_format(eventtime, '%Y-%m-%dT%H:%i:%sZ')"
	}
	return "eventtime"
}

// where limits the days.
func (b *queryBuilder) where() string {
	var limits []string
	if b.Since != "" {
		limits = append(limits, b.time()+" >= '"+b.Since+"'")
	}
	if b.Until != "" {
		limits = append(limits, b.time()+" <= '"+b.Until+"T23:59:59Z'")
	}
	if len(limits) == 0 {
		return ""
	}
	return "\n  WHERE " + strings.Join(limits, " AND ")
}

// quoted returns a text as JSON; NULL for none.
func quoted(expression string) string { return "json_format(CAST(" + expression + " AS JSON))" }

// member returns a member of a JSON object; NULL, which array_join leaves out, if it
// has no value.
func member(name, expression string) string { return fmt.Sprintf(`'"%s":' || %s`, name, expression) }

// object returns an object with members.
func object(members []string) string {
	return "'{' || array_join(ARRAY[" + strings.Join(members, ", ") + "], ',') || '}'"
}

// members returns what is grouped: fields of the event under their own names.
func (b *queryBuilder) members() []string {
	out := []string{member("userIdentity", b.identity()), member("resources", b.resources())}
	for _, field := range []string{"errorCode", "eventType", "eventCategory"} {
		out = append(out, member(field, quoted(strings.ToLower(field))))
	}
	out = append(out, member("sourceIPAddress", b.address()))
	if parameters := b.requestParameters(); parameters != "" {
		out = append(out, member("requestParameters", parameters))
	}
	for _, f := range []struct {
		facts   facts
		members []string
	}{
		{factAgent, []string{member("userAgent", quoted("useragent"))}},
		{factNetwork, []string{member("vpcEndpointId", quoted("vpcendpointid")), member("vpcEndpointAccountId", quoted("vpcendpointaccountid"))}},
		{factTLS, []string{member("tlsDetails", object([]string{member("tlsVersion", quoted("tlsdetails.tlsversion"))}))}},
		{factTime, []string{member("aws:CurrentTime", quoted(b.time()))}},
	} {
		if b.facts&f.facts != 0 {
			out = append(out, f.members...)
		}
	}
	return out
}

// identity returns what matters of who made the call, beside the principal.
func (b *queryBuilder) identity() string {
	members := []string{
		member("type", quoted("useridentity.type")), member("accountId", quoted("useridentity.accountid")), member("invokedBy", quoted("useridentity.invokedby")),
	}
	session := []string{}
	attributes := []string{}
	if b.facts&factMFA != 0 {
		members = append(members, member("accessKeyId", quoted("substr(useridentity.accesskeyid, 1, 4)")))
		attributes = append(attributes, member("mfaAuthenticated", quoted("useridentity.sessioncontext.attributes.mfaauthenticated")))
	}
	if b.facts&factToken != 0 {
		attributes = append(attributes, member("creationDate", quoted("useridentity.sessioncontext.attributes.creationdate")))
	}
	if b.facts&factUser != 0 {
		members = append(members, member("principalId", quoted("useridentity.principalid")))
	}
	if len(attributes) > 0 {
		session = append(session, member("attributes", object(attributes)))
	}
	if b.facts&factProvider != 0 {
		session = append(session, member("webIdFederationData", object([]string{member("federatedProvider", quoted("useridentity.sessioncontext.webidfederationdata.federatedprovider"))})))
	}
	if b.facts&factDelivery != 0 {
		session = append(session, member("ec2RoleDelivery", quoted("useridentity.sessioncontext.ec2roledelivery")))
	}
	if len(session) > 0 {
		members = append(members, member("sessionContext", object(session)))
	}
	return object(members)
}

// address returns where the call came from: as it is where policies ask for it, else
// only whether it is an address.
func (b *queryBuilder) address() string {
	if b.facts&(factAddress|factNetwork) != 0 {
		return quoted("sourceipaddress")
	}
	return quoted("CASE WHEN regexp_like(sourceipaddress, '^[0-9.]+$|^[0-9a-fA-F:]*:[0-9a-fA-F:.]*$') THEN '0.0.0.0' ELSE sourceipaddress END")
}

// resources returns the event's resources. Unless policies tell them apart, all
// objects of a bucket are one.
func (b *queryBuilder) resources() string {
	arn := "r.arn"
	if !b.objects {
		arn = `regexp_replace(r.arn, '^(arn:[a-z-]+:s3:::[^/]+/).+$', '$1*')`
	}
	return `'[' || array_join(transform(resources, r -> '{"ARN":' || ` + quoted(arn) + ` || COALESCE(',"accountId":' || ` + quoted("r.accountid") + `, '') || '}'), ',') || ']'`
}

// requestParameters returns the parameters from which the resource follows, and the
// condition keys that policies ask for.
func (b *queryBuilder) requestParameters() string {
	var members []string
	for _, name := range append(slices.Clone(cloudtrail.ResourceParameters), b.parameters...) {
		value := b.parameter(name)
		if name == "key" && !b.objects {
			value = "CASE WHEN eventsource = 's3.amazonaws.com' AND " + value + ` IS NOT NULL THEN '"*"' ELSE ` + value + " END"
		}
		members = append(members, member(name, value))
	}
	if b.facts&factParameters != 0 {
		for _, name := range cloudtrail.TagParameters {
			if slices.Contains(b.parameters, name) {
				continue
			}
			if b.Engine == Lake { // Its columns have lists in no form that could be read.
				members = append(members, `CASE WHEN element_at(requestparameters, '`+name+`') IS NOT NULL THEN '"`+name+`":"?"' END`)
				continue
			}
			members = append(members, member(name, b.parameter(name)))
		}
	}
	return "CASE WHEN requestparameters IS NOT NULL THEN " + object(members) + " END"
}

// parameter returns one of the request's parameters as JSON.
func (b *queryBuilder) parameter(name string) string {
	if b.Engine == Lake {
		return quoted("element_at(requestparameters, '" + name + "')")
	}
	return `json_format(json_extract(requestparameters, '$["` + name + `"]'))`
}
