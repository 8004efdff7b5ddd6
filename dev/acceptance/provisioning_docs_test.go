package acceptance

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"volcengine-rtc-datasource/dev/rtcsim"
)

// provisioningPages are the same page in two languages.
var provisioningPages = []string{"docs/provisioning.md", "docs/zh-Hans/provisioning.md"}

// codeBlock is one of a page, with the indentation of a list taken off.
type codeBlock struct{ language, code string }

func codeBlocks(t *testing.T, page string) (blocks []codeBlock) {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(root, page))
	require.NoError(t, err)
	for _, found := range regexp.MustCompile("(?ms)^( *)```(\\w+)\n(.*?)^ *```$").FindAllStringSubmatch(string(content), -1) {
		blocks = append(blocks, codeBlock{found[2], regexp.MustCompile("(?m)^"+found[1]).ReplaceAllString(found[3], "")})
	}
	require.NotEmpty(t, blocks, page)
	return blocks
}

// filledIn does what Grafana, the operator and envsubst do: a reference to an access key or a secret becomes the value.
func filledIn(text string) string {
	reference := regexp.MustCompile(`\$__(?:file|vault)\{([^}]*)\}|\$\{(\w+)\}|\$(\w+)`)
	return reference.ReplaceAllStringFunc(text, func(found string) string {
		switch name := strings.ToLower(strings.ReplaceAll(found, "_", "")); {
		case strings.Contains(name, "secretaccesskey"):
			return rtcsim.DemoSecretAccessKey
		case strings.Contains(name, "accesskeyid"):
			return rtcsim.DemoAccessKeyID
		case strings.Contains(name, "appid"):
			return app
		default:
			return found
		}
	})
}

// documentsOf are those of a YAML block.
func documentsOf(t *testing.T, code string) (documents []map[string]any) {
	t.Helper()
	for decoder := yaml.NewDecoder(strings.NewReader(code)); ; {
		var document map[string]any
		err := decoder.Decode(&document)
		if errors.Is(err, io.EOF) {
			return documents
		}
		require.NoError(t, err, code)
		documents = append(documents, document)
	}
}

// datasourcesOf are the data sources that an example defines, in whatever it wraps them.
func datasourcesOf(t *testing.T, block codeBlock) (found []provisioned) {
	t.Helper()
	read := func(content any) {
		encoded, err := yaml.Marshal(content)
		require.NoError(t, err)
		var one provisioned
		require.NoError(t, yaml.Unmarshal(encoded, &one))
		found = append(found, one)
	}
	switch block.language {
	case "yaml":
		for _, document := range documentsOf(t, filledIn(block.code)) {
			switch {
			case document["datasources"] != nil:
				assert.Equal(t, 1, document["apiVersion"])
				for _, one := range document["datasources"].([]any) {
					read(one)
				}
			case document["kind"] == "ConfigMap":
				for _, file := range document["data"].(map[string]any) {
					found = append(found, datasourcesOf(t, codeBlock{"yaml", file.(string)})...)
				}
			case document["kind"] == "GrafanaDatasource":
				read(document["spec"].(map[string]any)["datasource"])
			}
		}
	case "json":
		var one map[string]any
		decoder := json.NewDecoder(strings.NewReader(filledIn(block.code)))
		decoder.DisallowUnknownFields()
		require.NoError(t, decoder.Decode(&one))
		if one["jsonData"] != nil {
			read(one)
		}
	}
	return found
}

// Every example of a data source is one that the plugin accepts and that reads data, once its references are filled in.
func TestTheExamplesOfProvisioningWork(t *testing.T) {
	for _, page := range provisioningPages {
		withRole := newHost(t, rtcsim.Options{Role: rtcsim.Role{TRN: rtcsim.DemoRoleTRN}})
		withoutRole := newHost(t, rtcsim.Options{})
		count := 0
		for _, block := range codeBlocks(t, page) {
			for _, example := range datasourcesOf(t, block) {
				count++
				assert.Equal(t, "volcengine-rtc-datasource", example.Type)
				assert.Equal(t, rtcsim.DemoSecretAccessKey, example.SecureJSONData["secretAccessKey"], "by reference")
				assertKnownSettings(t, example.JSONData, example.SecureJSONData)
				on := withoutRole
				if trn, ok := example.JSONData["roleTrn"]; ok {
					assert.Equal(t, "trn:iam::2100000000:role/rtc-reader", trn)
					example.JSONData["roleTrn"], on = rtcsim.DemoRoleTRN, withRole
				}
				assertReadsData(t, on, example)
			}
		}
		assert.Equal(t, 7, count, "%s: data sources in its examples", page)
	}
}

// assertReadsData checks an example against the simulator instead of the API that it names.
func assertReadsData(t *testing.T, h host, example provisioned) {
	t.Helper()
	endpoint := h.instance.JSONData["endpoint"].(string)
	h.instance.UID, h.instance.JSONData, h.instance.SecureJSONData = example.UID, example.JSONData, example.SecureJSONData
	h.instance.JSONData["endpoint"], h.instance.JSONData["stsEndpoint"] = endpoint, endpoint+rtcsim.STSPath
	if h.instance.JSONData["region"] != nil {
		h.instance.JSONData["region"] = rtcsim.DefaultRegion // that of the simulator
	}
	health, err := h.CheckHealth(t.Context(), h.pluginContext(t))
	require.NoError(t, err)
	assert.Equal(t, backend.HealthStatusOk, health.Status, health.Message)
}

// assertKnownSettings finds settings that are misspelled: the pages have them all.
func assertKnownSettings(t *testing.T, jsonData map[string]any, secureJSONData map[string]string) {
	t.Helper()
	for _, page := range provisioningPages {
		content, err := os.ReadFile(filepath.Join(root, page))
		require.NoError(t, err)
		for name := range jsonData {
			assert.Contains(t, string(content), "`jsonData."+name+"`", page)
		}
		for name := range secureJSONData {
			assert.Contains(t, string(content), "`secureJsonData."+name+"`", page)
		}
	}
}

// Whoever fills a value in must find the reference in the place that is named.
func TestTheOperatorFindsWhatItFillsIn(t *testing.T) {
	for _, page := range provisioningPages {
		secrets, targets := map[string]bool{}, 0
		for _, block := range codeBlocks(t, page) {
			if block.language != "yaml" {
				continue
			}
			for _, document := range documentsOf(t, block.code) {
				if document["kind"] == "Secret" {
					for key := range document["stringData"].(map[string]any) {
						secrets[key] = true
					}
				}
				spec, ok := document["spec"].(map[string]any)
				if !ok || document["kind"] != "GrafanaDatasource" {
					continue
				}
				for _, value := range spec["valuesFrom"].([]any) {
					targets++
					reference := value.(map[string]any)["valueFrom"].(map[string]any)["secretKeyRef"].(map[string]any)
					assert.True(t, secrets[reference["key"].(string)], "%v is in the Secret", reference)
					place, name, _ := strings.Cut(value.(map[string]any)["targetPath"].(string), ".")
					filled := spec["datasource"].(map[string]any)[place].(map[string]any)[name]
					assert.Equal(t, "${"+reference["key"].(string)+"}", filled)
				}
			}
		}
		assert.Equal(t, 2, targets, page)
	}
}

// HCL is read as text: the settings of its two objects are the plugin's, and the secret is a sensitive variable.
func TestTheExampleOfTerraform(t *testing.T) {
	for _, page := range provisioningPages {
		count := 0
		for _, block := range codeBlocks(t, page) {
			if block.language != "hcl" {
				continue
			}
			count++
			assert.Contains(t, block.code, `resource "grafana_data_source" "`)
			assert.Contains(t, block.code, `type = "volcengine-rtc-datasource"`)
			assert.Regexp(t, `(?s)variable "volc_secret_access_key" \{[^}]*sensitive = true`, block.code)
			settings := map[string]any{}
			for _, line := range objectOf(t, block.code, "json_data_encoded") {
				settings[line] = nil
			}
			secure := map[string]string{}
			for _, line := range objectOf(t, block.code, "secure_json_data_encoded") {
				secure[line] = ""
			}
			assert.Contains(t, settings, "accessKeyId")
			assert.Contains(t, secure, "secretAccessKey")
			assertKnownSettings(t, settings, secure)
		}
		assert.Equal(t, 1, count, page)
	}
}

// objectOf gives the keys of an object that an argument encodes.
func objectOf(t *testing.T, code, argument string) (keys []string) {
	t.Helper()
	object := regexp.MustCompile(`(?ms)^\s*` + argument + `\s*= jsonencode\(\{\n(.*?)^\s*\}\)`).FindStringSubmatch(code)
	require.NotNil(t, object, argument)
	for _, line := range regexp.MustCompile(`(?m)^\s*(\w+)\s*=`).FindAllStringSubmatch(object[1], -1) {
		keys = append(keys, line[1])
	}
	return keys
}
