package plain

import (
	"slices"
	"strings"

	"deputy/model/iam"
)

// actionVerbs are the words for the verbs with which names of actions begin,
// where these are not the verb itself in small letters.
var actionVerbs = map[string]string{
	"Get": "read", "Describe": "read", "View": "read", "BatchGet": "read", "Lookup": "look up", "Search": "search", "List": "list",
	"Update": "change", "Modify": "change", "Change": "change", "Put": "set", "BatchDelete": "delete", "BatchUpdate": "change", "BatchDisable": "disable",
	"BatchEnable": "enable", "BatchImport": "import", "BatchCreate": "create", "BatchPut": "set", "Purchase": "buy", "Run": "run",
	"AdminCreate": "create", "AdminDelete": "delete",
}

// plainVerbs are the verbs that mean what they say.
var plainVerbs = strings.Fields(`accept activate add allocate apply approve archive assign associate attach authorize cancel complete copy create
	deactivate decline decrease delete deploy deregister deprecate detach disable disassociate discover enable execute export flush generate import increase
	invite invoke join leave merge move provision publish purge reboot receive register reject release remove replace request reset restore resume
	revoke schedule send set share sign start stop subscribe suspend synchronize tag terminate test transfer unarchive unassign undeploy
	unlink link unshare unsubscribe untag upload upgrade withdraw write`)

// nameWords are words in names of actions that are not written in small
// letters.
var nameWords = wordMap(`VPC VPN NAT SAML SSH DB IAM KMS MFA ACL API URL DNS IP IPAM OIDC SSO SSL TLS EBS EFS AMI SNS SQS S3 EC2 ML ID FPGA HSM ARN
	HTTP HTTPS SQL CIDR DHCP AWS OU EMR BGP LAG IPv6 OAuth2 OpenID AutoML FSx MSK IDs VPCs ACLs APIs URLs CA CMK`)

// wordMap maps words in small letters to themselves as they are written.
func wordMap(words string) map[string]string {
	all := map[string]string{}
	for _, w := range strings.Fields(words) {
		all[strings.ToLower(w)] = w
	}
	return all
}

// uncounted are nouns without a plural, and words that are in the plural.
var uncounted = strings.Fields(`access analysis capacity concurrency configuration content data encryption history information ingress egress
	logging metadata material time S3 CORS monitoring protection retention sharing status versioning media hardware ownership traffic settings SSO`)

// prepositions stand between the nouns of a name.
var prepositions = []string{"to", "from", "for", "with", "by", "in", "on", "of"}

// operationName returns a name such as DeleteVpnConnection as a verb and an
// object with the service's name, such as "delete" and "VPN connections". It is
// false for a name that does not begin with a verb that it knows, or has no
// object.
func operationName(a iam.Action) (verb, object string, ok bool) {
	words := nameParts(a.Name)
	used := 1
	if len(words) > 1 {
		if verb = actionVerbs[words[0]+words[1]]; verb != "" {
			used = 2
		}
	}
	if verb == "" {
		verb = actionVerbs[words[0]]
	}
	if small := strings.ToLower(words[0]); verb == "" && slices.Contains(plainVerbs, small) {
		verb = small
	}
	if verb == "" || used == len(words) {
		return "", "", false
	}
	return verb, serviceObject(a.Service, objectWords(words[used:])), true
}

// joinedWords keeps words with capital letters inside together.
var joinedWords = strings.NewReplacer("OAuth2", "Oauth2", "OpenIDConnect", "OpenidConnect", "IPv6", "Ipv6", "AutoML", "Automl", "IDs", "Ids", "SAMLProvider", "SamlProvider")

// nameParts splits a name at its capital letters; a row of capital letters is one
// word.
func nameParts(name string) []string {
	name = joinedWords.Replace(name)
	capital := func(i int) bool { return i < len(name) && 'A' <= name[i] && name[i] <= 'Z' }
	small := func(i int) bool { return i < len(name) && 'a' <= name[i] && name[i] <= 'z' }
	var parts []string
	from := 0
	for i := 1; i < len(name); i++ {
		if capital(i) && (!capital(i-1) || small(i+1)) {
			parts, from = append(parts, name[from:i]), i
		}
	}
	parts = append(parts, name[from:])
	if last := len(parts) - 1; last > 1 && len(parts[last]) == 2 && parts[last][0] == 'V' { // a second version of an operation
		parts = parts[:last]
	}
	return parts
}

// objectWords writes the parts of a name as people do, in the plural.
func objectWords(parts []string) string {
	words := make([]string, len(parts))
	for i, p := range parts {
		small := strings.ToLower(p)
		switch known := nameWords[small]; {
		case known != "":
			words[i] = known
		case p == "Connect" && i > 0 && words[i-1] == "OpenID":
			words[i] = p
		case len(p) > 1 && p == strings.ToUpper(p):
			words[i] = p
		default:
			words[i] = small
		}
	}
	for i := range words {
		last := i == len(words)-1 && !slices.Contains(words, "another")
		if last || i < len(words)-1 && slices.Contains(prepositions, words[i+1]) {
			words[i] = pluralOf(words[i])
		}
	}
	return strings.Join(words, " ")
}

// pluralOf returns the plural of a noun.
func pluralOf(noun string) string {
	before := byte(' ')
	if len(noun) > 1 {
		before = noun[len(noun)-2]
	}
	switch {
	case noun == "alias":
		return "aliases"
	case slices.Contains(uncounted, noun), strings.HasSuffix(noun, "s") && !strings.HasSuffix(noun, "ss"):
		return noun
	case strings.HasSuffix(noun, "y") && !strings.ContainsRune("aeiou", rune(before)):
		return noun[:len(noun)-1] + "ies"
	case strings.HasSuffix(noun, "x"), strings.HasSuffix(noun, "ch"), strings.HasSuffix(noun, "sh"), strings.HasSuffix(noun, "ss"):
		return noun + "es"
	default:
		return noun + "s"
	}
}

// ownWords are objects that need no service's name before them, by their first
// word: everybody knows whose they are.
var ownWords = map[string][]string{
	"ec2": strings.Fields(`VPC VPN NAT EBS AMI volume volumes snapshot snapshots subnet subnets route routes network internet egress carrier customer security transit client
		local traffic FPGA flow VPCs DHCP managed IPAM default verified reserved capacity local coip instance`),
	"organizations":        strings.Fields("organization organizational account accounts policy policies delegated AWS"),
	"account":              strings.Fields("account alternate contact region primary"),
	"logs":                 strings.Fields("log"),
	"sts":                  strings.Fields("session federation"),
	"iam":                  strings.Fields("SAML OpenID access"),
	"elasticloadbalancing": strings.Fields("load target listener listeners"),
}

// serviceObject puts the service's name before an object, unless the object says
// whose it is.
func serviceObject(service, object string) string {
	first, _, _ := strings.Cut(object, " ")
	name := strings.TrimSuffix(strings.TrimSuffix(serviceName(service), " user pools"), " identity pools")
	if slices.Contains(ownWords[service], first) {
		return object
	}
	switch rest, own := strings.CutPrefix(strings.ToLower(object), strings.ToLower(name)); {
	case own && (rest == "" || rest == "s"):
		return name
	case own && rest[0] == ' ':
		return name + object[len(name):]
	case slices.Contains(prepositions, first):
		return object + " in " + name
	}
	return name + " " + object
}

// serviceName returns the short name of a service.
func serviceName(prefix string) string {
	if name := serviceNames[prefix]; name != "" {
		return name
	}
	name := iam.ServiceName(prefix)
	for _, front := range []string{"Amazon ", "AWS "} {
		name = strings.TrimPrefix(name, front)
	}
	return name
}

// maxExpanded is how many actions a pattern may match to be told as these
// actions.
const maxExpanded = 4

// expand returns the actions of AWS's reference that a pattern with wildcards
// matches; nothing if there are more than a few.
func expand(pattern string) []string {
	service, name, _ := strings.Cut(pattern, ":")
	if strings.ContainsAny(service, "*?") || len(strings.Trim(name, "*?")) == 0 {
		return nil
	}
	var out []string
	iam.AnyAction(func(p string) bool { return p == service }, func(n string) bool {
		if small := strings.ToLower(n); GlobMatches(name, small) {
			out = append(out, service+":"+small)
		}
		return len(out) > maxExpanded
	})
	if len(out) > maxExpanded {
		return nil
	}
	return out
}

// anyVerb returns the verb of a pattern such as delete*, which stands for
// everything that the service can delete; empty for other patterns.
func anyVerb(name string) string {
	begin, ok := strings.CutSuffix(name, "*")
	if !ok || begin == "" || strings.ContainsAny(begin, "*?") {
		return ""
	}
	for verb, word := range actionVerbs {
		if strings.EqualFold(verb, begin) {
			return word
		}
	}
	if slices.Contains(plainVerbs, begin) {
		return begin
	}
	return ""
}
