namespace Faceptor.Synthetic.Drawing;

/// <summary>CelebAMask-HQ's class numbers; left and right are the viewer's.</summary>
internal static class PartClass
{
    public const byte Background = 0;
    public const byte Neck = 1;
    public const byte Face = 2;
    public const byte Cloth = 3;
    public const byte LeftEar = 4;
    public const byte RightEar = 5;
    public const byte LeftBrow = 6;
    public const byte RightBrow = 7;
    public const byte LeftEye = 8;
    public const byte RightEye = 9;
    public const byte Nose = 10;
    public const byte InnerMouth = 11;
    public const byte LowerLip = 12;
    public const byte UpperLip = 13;
    public const byte Hair = 14;
    public const byte Glasses = 15;
    public const byte Hat = 16;
    public const byte Earring = 17;
    public const byte Necklace = 18;
}
