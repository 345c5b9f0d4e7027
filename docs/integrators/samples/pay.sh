#!/usr/bin/env bash
# The whole way with curl: make a request, let it be paid, ask for the status.
# usage: pay.sh FOLDER   (the folder that was given to `mm demo --data`)
set -euo pipefail
demo=${1:?the folder of mm demo}/demo.json
value() { sed -n "s/^ *\"$1\": *\"\(.*\)\",\{0,1\}\$/\1/p" "$demo"; }

contract=http://ivis.eps.gov.lv/MM/PaymentRequestService/v1-0
data=http://ivis.eps.gov.lv/XMLSchemas/100001/MM/v1-0

call() { # call OPERATION < the content of its element
  { printf '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
    printf '<%s xmlns="%s" xmlns:d="%s">' "$1" "$contract" "$data"
    cat
    printf '</%s></s:Body></s:Envelope>' "$1"
  } | curl --silent --show-error --cacert "$(value ca)" \
      --cert "$(value client_cert)" --key "$(value client_key)" \
      --header 'Content-Type: text/xml; charset=utf-8' \
      --header "SOAPAction: \"$contract/IPaymentRequestService/$1\"" \
      --data-binary @- "$(value payment_soap)"
}
element() { sed -n "s:.*<\([a-z]*\:\)\{0,1\}$1[^>]*>\([^<]*\)<.*:\2:p"; }

answer=$(call SavePaymentRequest <<XML
<paymentRequest><d:PaymentRequest>
  <d:ClientInfo><d:ClientCode>31129900000</d:ClientCode><d:ClientFirstName>Ernests</d:ClientFirstName><d:ClientName>Paraudziņš</d:ClientName></d:ClientInfo>
  <d:PaymentObject>02Y70 payment</d:PaymentObject>
  <d:PriceList>
    <d:PriceListStructure><d:Item>1</d:Item><d:ItemElementName>Quantity</d:ItemElementName><d:Position>53</d:Position></d:PriceListStructure>
    <d:PriceListStructure><d:Item>12.12</d:Item><d:ItemElementName>Amount</d:ItemElementName><d:Position>54</d:Position></d:PriceListStructure>
  </d:PriceList>
  <d:ResponseUrl>$(value response_url)</d:ResponseUrl>
  <d:ServerResponseUrl>$(value server_response_url)</d:ServerResponseUrl>
  <d:ServiceStep>02Y70</d:ServiceStep>
</d:PaymentRequest></paymentRequest>
XML
)
id=$(element PaymentRequestId <<<"$answer")
[ -n "$id" ] || { echo "$answer" >&2; exit 1; }
echo "Send the payer to $(element PaymentRequestUrl <<<"$answer")"

# In the demo a script can be the payer.
curl --silent --show-error --fail --request POST --output /dev/null "$(value sandbox)/requests/$id/pay?provider=DEMO0000&outcome=approve"

status=$(call CheckPaymentRequestStatus <<<"<paymentRequestId>$id</paymentRequestId>" | element CheckPaymentRequestStatusResult)
echo "Status: $status"
[ "$status" = E ]
