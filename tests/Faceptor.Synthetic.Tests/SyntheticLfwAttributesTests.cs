using Faceptor.Synthetic.Writing;

namespace Faceptor.Synthetic.Tests;

public sealed class SyntheticLfwAttributesTests
{
    [Fact]
    public void Every_lfw_attribute_is_true_of_some_and_false_of_others()
    {
        var rows = Enumerable.Range(0, 800)
            .Select(i => SyntheticLfwAttributes.Of(Lfw73Files.Plan(1, i).Parameters))
            .ToList();

        for (var i = 0; i < FaceAttributes.Lfw73.Length; i++)
        {
            var share = rows.Count(row => row[i]) / (double)rows.Count;
            Assert.True(share is > 0.02 and < 0.95, $"{FaceAttributes.Lfw73[i]} is true in {share:P0} of the faces");
        }
    }

    [Fact]
    public void Exclusive_lfw_attributes_exclude_each_other()
    {
        string[][] groups =
        [
            ["No Eyewear", "Eyeglasses", "Sunglasses"],
            ["Mouth Closed", "Mouth Slightly Open", "Mouth Wide Open"],
            ["Fully Visible Forehead", "Partially Visible Forehead", "Obstructed Forehead"],
            ["White", "Asian", "Indian", "Black"],
        ];
        for (var i = 0; i < 200; i++)
        {
            var row = SyntheticLfwAttributes.Of(Lfw73Files.Plan(1, i).Parameters);
            Assert.All(groups, group => Assert.Single(group, name => row[FaceAttributes.Lfw73.IndexOf(name)]));
        }
    }
}
