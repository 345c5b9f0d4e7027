// Verifies notices from a file with the library of Standard Webhooks, and
// prints true or false for each.
import { readFileSync } from "node:fs";
import { Webhook, WebhookVerificationError } from "standardwebhooks";

for (const n of JSON.parse(readFileSync(process.argv[2], "utf8"))) {
  try {
    const news = new Webhook(n.key).verify(n.body, {
      "webhook-id": n.id, "webhook-timestamp": n.sent, "webhook-signature": n.signatures,
    });
    console.log(news.id === n.id);
  } catch (error) {
    if (!(error instanceof WebhookVerificationError)) throw error;
    console.log(false);
  }
}
