<?php
$url = 'https://tv-vraa.zzdats.lv/services/VRAA.VISS2.MM.Endpoint/v1.0/RESTX509/Invoices/Pdf/';

// Sertifikātu no pfx uz pem konvertē ar komandu:
// openssl pkcs12 -in fails.pfx -out fails.pem
$authCertPath = '/path/to/mm.pem';
$authCertPass = 'demo';

$paymentRequestId = '99e083d2-688f-481a-bb85-420eb11e6927';

$ch = curl_init($url . $paymentRequestId);

//curl_setopt($ch, CURLOPT_SSL_VERIFYPEER, false);
curl_setopt($ch, CURLOPT_RETURNTRANSFER, true);
curl_setopt($ch, CURLOPT_SSLCERT, $authCertPath);
curl_setopt($ch, CURLOPT_SSLCERTPASSWD, $authCertPass);

try
{
	$data = curl_exec($ch);
	if (curl_errno($ch) != CURLE_OK)
	{
		// TODO: Kļūdu apstrāde
		die(curl_error($ch));
	}
}
catch (Exception $ex)
{
	// TODO: Kļūdu apstrāde
	die($ex->getMessage());
}

curl_close($ch);

header('Content-Type: application/pdf');
die($data);
