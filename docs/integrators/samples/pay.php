<?php
// The whole way with PHP's SoapClient: make a request, let it be paid, ask for the status.
// usage: php pay.php FOLDER   (the folder that was given to `mm demo --data`)
$demo = json_decode(file_get_contents($argv[1] . '/demo.json'), true);

$client = new SoapClient($demo['payment_soap'] . '?singleWsdl', array(
    'soap_version' => SOAP_1_1,
    'local_cert' => $demo['client_pem'],          // certificate and encrypted key in one file
    'passphrase' => $demo['client_password'],
    'cache_wsdl' => WSDL_CACHE_NONE,
    'stream_context' => stream_context_create(array('ssl' => array('cafile' => $demo['ca']))),
));

try {
    $saved = $client->SavePaymentRequest(array('paymentRequest' => array('PaymentRequest' => array(
        'ClientInfo' => array('ClientCode' => '31129900000', 'ClientFirstName' => 'Ernests', 'ClientName' => 'Paraudziņš'),
        'PaymentObject' => '02Y70 payment',
        'PriceList' => array(                     // an array of rows, also for a single one
            array('Item' => 1, 'ItemElementName' => 'Quantity', 'Position' => 53),
            array('Item' => '12.12', 'ItemElementName' => 'Amount', 'Position' => 54),
        ),
        'ResponseUrl' => $demo['response_url'],
        'ServerResponseUrl' => $demo['server_response_url'],
        'ServiceStep' => '02Y70',
    ))))->SavePaymentRequestResult;
    echo "Send the payer to $saved->PaymentRequestUrl\n";

    // In the demo a script can be the payer.
    file_get_contents("$demo[sandbox]/requests/$saved->PaymentRequestId/pay?provider=DEMO0000&outcome=approve", false,
        stream_context_create(array('http' => array('method' => 'POST'))));

    $status = $client->CheckPaymentRequestStatus(array('paymentRequestId' => $saved->PaymentRequestId));
    echo "Status: $status->CheckPaymentRequestStatusResult\n";
    exit($status->CheckPaymentRequestStatusResult === 'E' ? 0 : 1);
} catch (SoapFault $fault) {
    // The code is for programs, the message says what is wrong and where.
    $detail = $fault->detail->PaymentRequestFault ?? null;
    fwrite(STDERR, $detail ? "$detail->Code $detail->Message\n" : "$fault->faultstring\n");
    exit(1);
}
