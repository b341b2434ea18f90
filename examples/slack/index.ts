/** Config: `channel`, the id of a Slack channel, and as secret `slackToken`, a bot token with the scope `chat:write`. */
import * as pulumi from "@pulumi/pulumi";
import * as tavus from "pulumi-tavus";
import { defineAction, fixed } from "pulumi-tavus/action";
import { z } from "zod";

const config = new pulumi.Config();

const summary = defineAction({
  name: "slack_summary",
  description: "After the call, post a summary to the support channel.",
  parameters: {
    channel: fixed(),
    summary: z.string().describe("Two sentences: what the caller wanted, and the outcome."),
    mood: z.enum(["happy", "neutral", "angry"]).describe("How the caller felt at the end of the call."),
  },
  // The body of Slack's chat.postMessage. Slack's API can find the message of a conversation by its metadata.
  body: (p) => ({
    channel: p.channel,
    text: `Call ended (${p.mood}): ${p.summary}`,
    metadata: { event_type: "tavus_call_ended", event_payload: { conversation: p.tavusConversationId } },
  }),
});

new tavus.PostCallAction("slack-summary", {
  action: summary,
  fixed: { channel: config.require("channel") },
  delivery: {
    url: "https://slack.com/api/chat.postMessage",
    auth: { type: "bearer", token: config.requireSecret("slackToken") },
  },
  attachTo: { support: tavus.getPalOutput({ name: "Support" }).palId },
});
