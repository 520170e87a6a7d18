package rawcall

import (
	"bytes"
	"cmp"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"deputy/model/catalog"
)

// Answer is a service's answer to a call that succeeded.
type Answer struct {
	Metadata middleware.Metadata // the request ID
	Members  map[string]string   // without lists, by path, such as OrganizationStatus.SLRDeploymentStatus
}

// readAnswer reads an answer in the call's protocol. An answer that is not a
// success becomes an error of the SDK's kind.
func readAnswer(call catalog.Call, got *http.Response, text []byte) (Answer, error) {
	a := Answer{Members: map[string]string{}}
	root, malformed := a.decode(call, text)
	id := got.Header.Get("X-Amzn-Requestid")
	for _, member := range []string{"requestId", "RequestID", "RequestId", "ResponseMetadata.RequestId"} {
		id = cmp.Or(id, a.Members[member])
	}
	awsmiddleware.SetRequestIDMetadata(&a.Metadata, id)
	if malformed == nil && isXML(call.Protocol) && got.StatusCode < 300 && root != call.Operation+"Response" {
		malformed = fmt.Errorf("it begins with <%s>", root)
	}
	inner := serviceError(call, got, a.Members)
	switch {
	case malformed == nil && got.StatusCode < 300 && inner == nil:
		return a, nil
	case malformed != nil || inner == nil:
		inner = fmt.Errorf("the answer is not in the form of %s", call.Service)
	}
	return a, &awshttp.ResponseError{
		ResponseError: &smithyhttp.ResponseError{Response: &smithyhttp.Response{Response: got}, Err: inner}, RequestID: id,
	}
}

// decode collects the members of an answer. For XML it returns the name of the
// root element.
func (a Answer) decode(call catalog.Call, text []byte) (root string, malformed error) {
	if isXML(call.Protocol) {
		return readXML(text, a.Members)
	}
	return "", readJSON(text, a.Members)
}

func isXML(p catalog.Protocol) bool { return p == catalog.ProtocolQuery || p == catalog.ProtocolEC2 }

// serviceError returns the error that the service reports in its answer; nil if
// there is none.
// https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html#operation-error-serialization
// https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#operation-error-serialization
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
func serviceError(call catalog.Call, got *http.Response, members map[string]string) error {
	if call.Protocol == catalog.ProtocolEC2 && got.StatusCode < 300 {
		// EC2 says itself whether it did it.
		if cmp.Or(members["success"], members["returnValue"], members["return"]) != "true" {
			return &smithy.GenericAPIError{Code: "Unsuccessful", Message: "EC2 answered that it did not do it"}
		}
		return nil
	}
	if got.StatusCode < 300 {
		return nil
	}
	e := &smithy.GenericAPIError{}
	switch call.Protocol {
	case catalog.ProtocolQuery:
		e.Code, e.Message = members["Error.Code"], members["Error.Message"]
	case catalog.ProtocolEC2:
		e.Code, e.Message = members["Errors.Error.Code"], members["Errors.Error.Message"]
	default:
		e.Code = plainCode(cmp.Or(got.Header.Get("X-Amzn-Errortype"), members["__type"], members["code"]))
		e.Message = cmp.Or(members["message"], members["Message"], members["errorMessage"])
	}
	if e.Code == "" {
		return nil
	}
	return e
}

// plainCode returns the name of an error without the namespace before it and the
// address after it, which some services add.
func plainCode(code string) string {
	code, _, _ = strings.Cut(code, ":")
	return code[strings.LastIndexByte(code, '#')+1:]
}

// readJSON collects the members of a JSON object. An empty body has none.
func readJSON(text []byte, members map[string]string) error {
	if len(bytes.TrimSpace(text)) == 0 {
		return nil
	}
	var object map[string]any
	if err := json.Unmarshal(text, &object); err != nil {
		return err
	}
	collect("", object, members)
	return nil
}

func collect(path string, object map[string]any, members map[string]string) {
	for name, value := range object {
		switch v := value.(type) {
		case map[string]any:
			collect(path+name+".", v, members)
		case string, bool, float64:
			members[path+name] = fmt.Sprint(v)
		default: // a list, or nothing
		}
	}
}

// readXML collects the elements below the root and returns the root's name. Where
// an element repeats, the first counts.
func readXML(text []byte, members map[string]string) (root string, err error) {
	var path []string
	decoder := xml.NewDecoder(bytes.NewReader(text))
	for {
		token, err := decoder.Token()
		switch {
		case errors.Is(err, io.EOF) && root != "":
			return root, nil
		case err != nil:
			return root, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			path = append(path, t.Name.Local)
			root = cmp.Or(root, t.Name.Local)
		case xml.EndElement:
			path = path[:len(path)-1]
		case xml.CharData:
			if len(path) > 1 {
				name := strings.Join(path[1:], ".")
				members[name] = cmp.Or(members[name], strings.TrimSpace(string(t)))
			}
		}
	}
}
