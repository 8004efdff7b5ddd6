package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
)

const (
	signer = "@grafana/sign-plugin@3.3.3"

	// tokenVariable holds an access policy token of grafana.com with the scope plugins:write.
	tokenVariable = "GRAFANA_ACCESS_POLICY_TOKEN"
	// rootURLsVariable makes the signature a private one: only Grafanas at these URLs, with commas between, load the plugin.
	rootURLsVariable = "GRAFANA_ROOT_URLS"
)

// sign adds MANIFEST.txt to dist. Without a token the plugin stays unsigned.
func sign(ctx context.Context) error {
	if os.Getenv(tokenVariable) == "" {
		fmt.Printf("not signed: %s is not set\n", tokenVariable)
		return nil
	}
	command := exec.CommandContext(ctx, "npx", signArguments(os.Getenv(rootURLsVariable))...)
	command.Stdout, command.Stderr = os.Stdout, os.Stderr
	if err := command.Run(); err != nil {
		return fmt.Errorf("sign the plugin: %w", err)
	}
	return nil
}

// signArguments lacks the token, which goes by the environment: every process of the machine can read arguments.
func signArguments(rootURLs string) []string {
	arguments := []string{"--yes", signer, "--distDir", "dist"}
	if rootURLs != "" {
		arguments = append(arguments, "--rootUrls", rootURLs)
	}
	return arguments
}
