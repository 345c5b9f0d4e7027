#!/usr/bin/env bash
# The whole way over JSON, as the portal's platform goes it, with curl.
# usage: pay-json.sh FOLDER   (the folder that was given to `mm demo --data`)
set -euo pipefail
demo=${1:?the folder of mm demo}/demo.json
value() { sed -n "s/^ *\"$1\": *\"\(.*\)\",\{0,1\}\$/\1/p" "$demo"; }

# On whose behalf: the institution's certificate, the first one in its file.
mm_cert=$(sed -n '/BEGIN CERTIFICATE/,/END CERTIFICATE/{/-----/!p;/END/q}' "$(value client_cert)" | tr -d '\n')

call() { # call METHOD < the members of the message
  { printf '{"MM_Cert": "%s", ' "$mm_cert"; cat; printf '}'; } |
    curl --silent --show-error --fail --cacert "$(value ca)" \
      --cert "$(value platform_cert)" --key "$(value platform_key)" \
      --header 'Content-Type: application/json' \
      --data-binary @- "$(value payment_api)$1"
}

answer=$(call savepaymentrequest <<JSON
"PaymentsDataStructure": {"PaymentRequest": {
  "ServiceStep": "02Y70",
  "PaymentObject": "02Y70 payment",
  "ClientInfo": {"ClientCode": "31129900000", "ClientFirstName": "Ernests", "ClientName": "Paraudziņš"},
  "PriceList": [
    {"Item": 1, "ItemElementName": "Quantity", "Position": "53"},
    {"Item": "12.12", "ItemElementName": "Amount", "Position": "54"}
  ],
  "ResponseUrl": "$(value response_url)",
  "ServerResponseUrl": "$(value server_response_url)"
}}
JSON
)
id=$(sed 's/.*"PaymentRequestId":"\([^"]*\)".*/\1/' <<<"$answer")
echo "Send the payer to $(sed 's/.*"paymentRequestUrl":"\([^"]*\)".*/\1/' <<<"$answer")"

# In the demo a script can be the payer.
curl --silent --show-error --fail --request POST --output /dev/null "$(value sandbox)/requests/$id/pay?provider=DEMO0000&outcome=approve"

call getpayments <<<"\"PaymentDateFrom\": \"$(date +%F)\", \"AmountFrom\": \"7.99\", \"Currency\": \"EUR\""
status=$(call checkpaymentrequeststatus <<<"\"PaymentRequestId\": \"$id\"")
echo "Status: $status"
[ "$status" = E ]
