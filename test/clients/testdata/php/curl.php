<?php
// Posts standard input with the bundle of the samples and prints status and body.
// usage: php curl.php ADDRESS CA BUNDLE PASSWORD < message.xml
[, $address, $ca, $bundle, $password] = $argv;
$curl = curl_init($address);
curl_setopt_array($curl, [
	CURLOPT_CAINFO => $ca,
	CURLOPT_SSLCERT => $bundle,
	CURLOPT_SSLCERTPASSWD => $password,
	CURLOPT_POST => true,
	CURLOPT_POSTFIELDS => file_get_contents('php://stdin'),
	CURLOPT_HTTPHEADER => ['Content-Type: text/xml; charset=utf-8'],
	CURLOPT_RETURNTRANSFER => true,
]);
$body = curl_exec($curl);
if ($body === false) {
	fwrite(STDERR, curl_error($curl));
	exit(1);
}
echo curl_getinfo($curl, CURLINFO_RESPONSE_CODE), ' ', $body;
