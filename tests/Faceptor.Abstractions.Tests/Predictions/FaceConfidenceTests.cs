namespace Faceptor.Abstractions.Tests.Predictions;

public sealed class FaceConfidenceTests
{
    [Theory]
    [InlineData(0.9, 0.8, 0.72, false, "confident")]
    [InlineData(0.9, null, 0.9, false, "confident")]
    [InlineData(null, 0.8, 0.8, false, "confident")]
    [InlineData(null, null, null, false, "confidence unknown: no detector was asked and no landmarks were computed")]
    [InlineData(0.5, 0.9, 0.45, true, "low confidence: hardly detected; perhaps no face")]
    [InlineData(0.9, 0.1, 0.09, true, "low confidence: the landmarks are vague; a hidden or turned face, or none")]
    [InlineData(0.5, 0.1, 0.05, true, "low confidence: hardly detected, and the landmarks are vague; perhaps no face")]
    [InlineData(null, 0.1, 0.1, true, "low confidence: the landmarks are vague; a hidden or turned face, or none")]
    public void What_is_known_is_multiplied_and_said_in_words(
        double? score, double? peak, double? value, bool isLow, string summary)
    {
        var confidence = new FaceConfidence(score, peak);

        Assert.Equal(value is null, confidence.Value is null);
        Assert.Equal(value ?? 0, confidence.Value ?? 0, 1e-9);
        Assert.Equal(isLow, confidence.IsLow);
        Assert.Equal(summary, confidence.Summary);
    }
}
