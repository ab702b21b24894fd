namespace Emergency.Forecasting.Tests.Observing;

/// <summary>A small good file of every layout, made up for the tests.</summary>
internal static class Samples
{
    public const string Cities =
        "date,hour,type,晋城,阳泉\n" +
        "20190112,0,AQI,236,101\n20190112,0,PM2.5,87,76\n20190112,0,PM2.5_24h,90,70\n20190112,0,PM10,372,120\n20190112,0,PM10_24h,300,110\n" +
        "20190112,0,SO2,20,33\n20190112,0,SO2_24h,21,30\n20190112,0,NO2,50,44\n20190112,0,NO2_24h,48,40\n20190112,0,O3,12,\n20190112,0,O3_24h,60,55\n" +
        "20190112,0,O3_8h,15,14\n20190112,0,O3_8h_24h,40,41\n20190112,0,CO,1.25,2.1\n20190112,0,CO_24h,1.3,2\n" +
        "20190112,1,PM2.5,88,\n20190112,1,CO,1.2,\n";

    public const string CityRows =
        "date,hour,城市,AQI,PM2.5,PM2.5_24h,PM10,PM10_24h,SO2,SO2_24h,NO2,NO2_24h,O3,O3_24h,O3_8h,O3_8h_24h,CO,CO_24h\n" +
        "20190107,0,晋城,397.0,347.0,286.0,433.0,349.0,130.0,73.0,92.0,80.0,8.0,58.0,19.0,43.0,4.98,3.8\n" +
        "20190107,1,晋城,66.0,48.0,,,76.0,4.0,3.0,28.0,20.0,1.0,10.0,2.0,6.0,2.1,1.9\n";

    public const string Sites = "date,hour,type,2160A,2161A\n20180101,5,PM2.5,52,31\n20180101,5,PM10,97,\n20180101,5,CO,1.4,0.8\n";

    public const string SiteNames =
        "Date,Hour,WatchPoint,AQI,Level,PrimaryPollution,PM2.5,PM10,CO,NO2,O3_1h,O3_8h,SO2\n" +
        "20200402,08,白马寺,67,良,细颗粒物(PM2.5),48,54,0.6,35,9,24,6\n" +
        "20200402,08,市环保局(停运161122),NaN,,NaN,NaN,NaN,NaN,NaN,NaN,NaN,NaN\n" +
        "20200402,09,白马寺,95,良,\"\n   颗粒物(PM10)\n\n   细颗粒物(PM2.5)\n\",71,140,1.9,63,NaN,79,36\n";

    public const string Live =
        """
        {"features": [{"geometry": {"coordinates": [112.8, 35.5], "type": "Point"}, "properties": {"aqi": "215", "area": "晋城市", "co": "2.7", "co_24h": "2.2",
        "no2": "17", "no2_24h": "42", "o3": "84", "o3_24h": "62", "o3_8h": "37", "o3_8h_24h": "37", "pm10": "-;", "pm10_24h": "-;", "pm2_5": "165",
        "pm2_5_24h": "134", "positionname": "白马寺", "primarypollutant": "-;", "so2": "3", "so2_24h": "22", "stationcode": "2160A",
        "timepoint": "2018-02-20T07:00:00"}, "type": "Feature"}], "type": "FeatureCollection"}
        """;

    public const string Uci =
        "\"No\",\"year\",\"month\",\"day\",\"hour\",\"PM2.5\",\"PM10\",\"SO2\",\"NO2\",\"CO\",\"O3\",\"TEMP\",\"PRES\",\"DEWP\",\"RAIN\",\"wd\",\"WSPM\",\"station\"\r\n" +
        "1,2013,3,1,0,9,12,3,17,300,89,-0.5,1024.5,-21.4,0,\"NNW\",5.7,\"Dongsi\"\r\n" +
        "2,2013,3,1,1,NA,4,3,16,NA,88,-0.7,1025.1,-22.1,0,NA,3.9,\"Dongsi\"\r\n";

    public const string Aqistudy = "晋城,2014-12-31,57,46~71,良,22.9,63.2,52.1,0.689,15.3,34,140\n晋城,2015-01-01,89,38~226,良,62.1,97.7,166.2,2.115,22.4,30,267\n";

    public const string Ours =
        "place,hour,pm25_ug_m3,pm10_ug_m3,so2_ug_m3,no2_ug_m3,o3_ug_m3,co_mg_m3\n" +
        "晋城,2019-01-11T18:00+08:00,87,372,20,50,12,1.25\n\"a,b\",2019-01-11T19:00+08:00,,,,,,\n晋城,2019-01-11T19:00+08:00,88.5,,,,0,\n";

    public const string LyingHeader = "日期,质量等级,AQI,PM2.5,PM10,SO2,NO2,CO,O3,城市\n2025-01-01,良,100,214,75,136,61,29,1.39,太原\n";

    /// <summary>Format and sample of every layout.</summary>
    public static IReadOnlyList<(string Format, string Text)> All { get; } =
    [
        ("cnemc-cities", Cities), ("cnemc-cities", CityRows), ("cnemc-sites", Sites), ("cnemc-sites", SiteNames), ("cnemc-live", Live),
        ("uci-beijing", Uci), ("aqistudy", Aqistudy), ("csv", Ours),
    ];
}
